<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>AccessReading</name>
    <message>
        <source>application %1</source>
        <translation>应用 %1</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>%1: no rule takes it</source>
        <translation>%1：没有规则匹配</translation>
    </message>
    <message>
        <source>no rule: the request itself</source>
        <translation>没有规则：取决于请求本身</translation>
    </message>
    <message>
        <source>no rule takes it</source>
        <translation>没有规则匹配</translation>
    </message>
    <message>
        <source>any signed-in user</source>
        <translation>任意已登录用户</translation>
    </message>
    <message>
        <source>The rule is public.</source>
        <translation>规则是公开的。</translation>
    </message>
    <message>
        <source>The user meets it: %1.</source>
        <translation>用户满足要求：%1。</translation>
    </message>
    <message>
        <source>Nobody is signed in, and it wants: %1.</source>
        <translation>无人登录，而规则要求：%1。</translation>
    </message>
</context>
<context>
    <name>AccessText</name>
    <message>
        <source>nothing yet</source>
        <translation>暂无</translation>
    </message>
    <message>
        <source>%1 or %2</source>
        <translation>%1 或 %2</translation>
    </message>
    <message>
        <source>%1 and %2</source>
        <translation>%1 且 %2</translation>
    </message>
    <message>
        <source>role %1</source>
        <translation>角色 %1</translation>
    </message>
    <message>
        <source>role %1 of client %2</source>
        <translation>客户端 %2 的角色 %1</translation>
    </message>
    <message>
        <source>group %1</source>
        <translation>组 %1</translation>
    </message>
    <message>
        <source>scope %1</source>
        <translation>作用域 %1</translation>
    </message>
    <message>
        <source>claim %1 is %2</source>
        <translation>声明 %1 等于 %2</translation>
    </message>
    <message>
        <source>claim %1 contains %2</source>
        <translation>声明 %1 包含 %2</translation>
    </message>
    <message>
        <source>claim %1 matches %2</source>
        <translation>声明 %1 匹配 %2</translation>
    </message>
    <message>
        <source>Anyone, without signing in</source>
        <translation>任何人，无需登录</translation>
    </message>
    <message>
        <source>Any signed-in user</source>
        <translation>任意已登录用户</translation>
    </message>
    <message>
        <source>rule %1</source>
        <translation>规则 %1</translation>
    </message>
    <message>
        <source>every path</source>
        <translation>所有路径</translation>
    </message>
    <message>
        <source>every method</source>
        <translation>所有方法</translation>
    </message>
    <message>
        <source>%1; CORS preflights pass</source>
        <translation>%1；放行 CORS 预检</translation>
    </message>
    <message>
        <source>Allowed</source>
        <translation>允许</translation>
    </message>
    <message>
        <source>Sign-in needed</source>
        <translation>需要登录</translation>
    </message>
    <message>
        <source>Denied</source>
        <translation>拒绝</translation>
    </message>
    <message>
        <source>Refused</source>
        <translation>不接受</translation>
    </message>
    <message>
        <source>%1, and %2</source>
        <translation>%1，并且%2</translation>
    </message>
</context>
<context>
    <name>ConnectionFacts</name>
    <message>
        <source>not known: nobody signed in</source>
        <translation>未知：无人登录</translation>
    </message>
    <message>
        <source>not there yet; apply makes it</source>
        <translation>尚不存在；应用更改时创建</translation>
    </message>
    <message>
        <source>disabled</source>
        <translation>已禁用</translation>
    </message>
    <message>
        <source>exists</source>
        <translation>存在</translation>
    </message>
    <message>
        <source>Administrator</source>
        <translation>管理员</translation>
    </message>
    <message>
        <source>signed in</source>
        <translation>已登录</translation>
    </message>
    <message>
        <source>not signed in</source>
        <translation>未登录</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>Issuer of the project</source>
        <translation>项目的签发者</translation>
    </message>
    <message>
        <source>Issuer as browsers see it</source>
        <translation>浏览器看到的签发者</translation>
    </message>
    <message>
        <source>Issuer inside the cluster</source>
        <translation>集群内的签发者</translation>
    </message>
    <message>
        <source>Issuer at the administration URL</source>
        <translation>管理 URL 处的签发者</translation>
    </message>
    <message>
        <source>Realm</source>
        <translation>领域（realm）</translation>
    </message>
    <message>
        <source>HTTPS required (sslRequired)</source>
        <translation>要求 HTTPS（sslRequired）</translation>
    </message>
    <message>
        <source>The realm's own frontend URL</source>
        <translation>领域自己的前端 URL</translation>
    </message>
    <message>
        <source>Tested %1, in %2 ms</source>
        <translation>已测试 %1，用时 %2 毫秒</translation>
    </message>
</context>
<context>
    <name>DialogPrompts</name>
    <message>
        <source>MeshSSO projects (*.yaml *.yml)</source>
        <translation>MeshSSO 项目 (*.yaml *.yml)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message>
        <source>Overwrite the file</source>
        <translation>覆盖文件</translation>
    </message>
    <message>
        <source>%1 was not saved: %2.</source>
        <translation>%1 未保存：%2。</translation>
    </message>
    <message>
        <source>Overwrite it</source>
        <translation>覆盖</translation>
    </message>
    <message>
        <source>Open a project</source>
        <translation>打开项目</translation>
    </message>
    <message>
        <source>Save the project</source>
        <translation>保存项目</translation>
    </message>
    <message>
        <source>The project was not opened</source>
        <translation>项目未打开</translation>
    </message>
    <message>
        <source>%1

%2. The open project stays as it is.</source>
        <translation>%1

%2。已打开的项目保持不变。</translation>
    </message>
    <message>
        <source>The project was not saved</source>
        <translation>项目未保存</translation>
    </message>
    <message>
        <source>%1

%2. Your changes are still here.</source>
        <translation>%1

%2。你的更改仍在这里。</translation>
    </message>
</context>
<context>
    <name>Error</name>
    <message>
        <source>A value is not acceptable</source>
        <translation>有一个值不可接受</translation>
    </message>
    <message>
        <source>The text does not have the expected form</source>
        <translation>文本不符合预期的格式</translation>
    </message>
    <message>
        <source>Not found</source>
        <translation>未找到</translation>
    </message>
    <message>
        <source>Conflict</source>
        <translation>冲突</translation>
    </message>
    <message>
        <source>A file could not be read or written</source>
        <translation>文件无法读取或写入</translation>
    </message>
    <message>
        <source>Too large</source>
        <translation>过大</translation>
    </message>
    <message>
        <source>Not available here</source>
        <translation>此处不可用</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>MeshSSO made a mistake</source>
        <translation>MeshSSO 出了错</translation>
    </message>
    <message>
        <source>No connection</source>
        <translation>无法连接</translation>
    </message>
    <message>
        <source>No answer in time</source>
        <translation>未及时响应</translation>
    </message>
    <message>
        <source>The TLS certificate was refused</source>
        <translation>TLS 证书不被接受</translation>
    </message>
    <message>
        <source>The sign-in was not accepted</source>
        <translation>登录未被接受</translation>
    </message>
    <message>
        <source>Not allowed</source>
        <translation>不允许</translation>
    </message>
    <message>
        <source>The other side failed</source>
        <translation>对方出错</translation>
    </message>
    <message>
        <source>The other side answered something unexpected</source>
        <translation>对方的响应出乎意料</translation>
    </message>
    <message>
        <source>This is no well-formed token</source>
        <translation>这不是格式正确的令牌</translation>
    </message>
    <message>
        <source>The signature algorithm is not allowed</source>
        <translation>签名算法不被允许</translation>
    </message>
    <message>
        <source>The signing key is not known</source>
        <translation>签名密钥未知</translation>
    </message>
    <message>
        <source>The key is too weak</source>
        <translation>密钥强度不足</translation>
    </message>
    <message>
        <source>The signature does not fit</source>
        <translation>签名不符</translation>
    </message>
    <message>
        <source>The token's header asks for something unusual</source>
        <translation>令牌头部有不寻常的要求</translation>
    </message>
    <message>
        <source>Another kind of token</source>
        <translation>另一种令牌</translation>
    </message>
    <message>
        <source>Another issuer</source>
        <translation>另一个签发者</translation>
    </message>
    <message>
        <source>Meant for another audience</source>
        <translation>面向另一个受众</translation>
    </message>
    <message>
        <source>Issued to another client</source>
        <translation>签发给另一个客户端</translation>
    </message>
    <message>
        <source>Another user</source>
        <translation>另一个用户</translation>
    </message>
    <message>
        <source>Not the answer to this login (nonce)</source>
        <translation>不是对本次登录的应答（nonce）</translation>
    </message>
    <message>
        <source>The tokens do not belong together</source>
        <translation>这些令牌不属于同一次登录</translation>
    </message>
    <message>
        <source>Not the answer to this login (state)</source>
        <translation>不是对本次登录的应答（state）</translation>
    </message>
    <message>
        <source>Expired</source>
        <translation>已过期</translation>
    </message>
    <message>
        <source>Not valid yet</source>
        <translation>尚未生效</translation>
    </message>
    <message>
        <source>A claim is missing</source>
        <translation>缺少一个声明</translation>
    </message>
    <message>
        <source>Keycloak refused the login</source>
        <translation>Keycloak 不接受此次登录</translation>
    </message>
    <message>
        <source>The sealed value was changed</source>
        <translation>密封的值被改动过</translation>
    </message>
</context>
<context>
    <name>Hop</name>
    <message>
        <source>Browser</source>
        <translation>浏览器</translation>
    </message>
    <message>
        <source>opened in the system browser; waiting for the user to sign in</source>
        <translation>已在系统浏览器中打开；等待用户登录</translation>
    </message>
    <message>
        <source>cookies %1</source>
        <translation>Cookie %1</translation>
    </message>
    <message>
        <source>%1 KB</source>
        <translation>%1 KB</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 ms</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 秒</translation>
    </message>
    <message>
        <source>%1 removed</source>
        <translation>已移除 %1</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1，%2</translation>
    </message>
    <message>
        <source>%1 is removed.</source>
        <translation>%1 被移除。</translation>
    </message>
    <message>
        <source>%1 has %2: browsers drop a cookie over 4 KB.</source>
        <translation>%1 有 %2：浏览器会丢弃超过 4 KB 的 Cookie。</translation>
    </message>
    <message>
        <source>%1 has %2 of the 4 KB that browsers keep (%3 %).</source>
        <translation>%1 有 %2，浏览器最多保留 4 KB（占 %3 %）。</translation>
    </message>
    <message>
        <source>Together %1 go back to this host with each request: many servers refuse headers over 8 KB.</source>
        <translation>每个请求共有 %1 发回该主机：许多服务器不接受超过 8 KB 的头部。</translation>
    </message>
    <message>
        <source>Together %1 go back to this host with each request; many servers take 8 KB of headers.</source>
        <translation>每个请求共有 %1 发回该主机；许多服务器接受 8 KB 的头部。</translation>
    </message>
    <message>
        <source>Somebody else</source>
        <translation>其他方</translation>
    </message>
    <message>
        <source>Gateway</source>
        <translation>网关</translation>
    </message>
    <message>
        <source>Authorization service</source>
        <translation>授权服务</translation>
    </message>
    <message>
        <source>Keycloak</source>
        <translation>Keycloak</translation>
    </message>
    <message>
        <source>Application</source>
        <translation>应用</translation>
    </message>
    <message>
        <source>in the browser</source>
        <translation>在浏览器中</translation>
    </message>
    <message>
        <source>no answer</source>
        <translation>没有响应</translation>
    </message>
    <message>
        <source>in order</source>
        <translation>正常</translation>
    </message>
    <message>
        <source>with a warning</source>
        <translation>有警告</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>Hop %1: %2 %3, answered by %4 with %5 in %6; %7; %8.</source>
        <translation>步骤 %1：%2 %3，由 %4 以 %5 响应，用时 %6；%7；%8。</translation>
    </message>
    <message>
        <source>Cookies: %1.</source>
        <translation>Cookie：%1。</translation>
    </message>
    <message numerus="yes">
        <source>%n byte(s)</source>
        <translation><numerusform>%n 字节</numerusform></translation>
    </message>
</context>
<context>
    <name>NeedsChecklist</name>
    <message>
        <source>Every scope that a login asks for is the client's: %1</source>
        <translation>登录请求的每个作用域都属于该客户端：%1</translation>
    </message>
    <message>
        <source>The access token is for %1 (aud)</source>
        <translation>访问令牌面向 %1（aud）</translation>
    </message>
    <message>
        <source>The access token says who the user is (sub)</source>
        <translation>访问令牌说明了用户是谁（sub）</translation>
    </message>
    <message>
        <source>The claim %1 holds the user's roles: %2</source>
        <translation>声明 %1 包含用户的角色：%2</translation>
    </message>
    <message>
        <source>The claim %1 holds the user's groups</source>
        <translation>声明 %1 包含用户的组</translation>
    </message>
    <message>
        <source>The ID token holds %1, which applications see</source>
        <translation>ID 令牌包含应用可见的 %1</translation>
    </message>
</context>
<context>
    <name>PlanObject</name>
    <message>
        <source>realm %1</source>
        <translation>领域 %1</translation>
    </message>
    <message>
        <source>client scope %1</source>
        <translation>客户端作用域 %1</translation>
    </message>
    <message>
        <source>client %1</source>
        <translation>客户端 %1</translation>
    </message>
    <message>
        <source>role %1</source>
        <translation>角色 %1</translation>
    </message>
    <message>
        <source>user %1</source>
        <translation>用户 %1</translation>
    </message>
    <message>
        <source>mapper %1</source>
        <translation>映射器 %1</translation>
    </message>
    <message>
        <source>for role %1</source>
        <translation>对应角色 %1</translation>
    </message>
    <message>
        <source>default scope %1</source>
        <translation>默认作用域 %1</translation>
    </message>
    <message>
        <source>optional scope %1</source>
        <translation>可选作用域 %1</translation>
    </message>
    <message>
        <source>secret</source>
        <translation>密钥</translation>
    </message>
    <message>
        <source>password</source>
        <translation>密码</translation>
    </message>
</context>
<context>
    <name>PlanShare</name>
    <message>
        <source>changed since the last comparison</source>
        <translation>自上次比较后已更改</translation>
    </message>
    <message numerus="yes">
        <source>%n change(s) to apply</source>
        <translation><numerusform>%n 项更改待应用</numerusform></translation>
    </message>
</context>
<context>
    <name>QObject</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Type %1 to confirm</source>
        <translation>键入 %1 以确认</translation>
    </message>
    <message>
        <source>Type %1 to confirm:</source>
        <translation>键入 %1 以确认：</translation>
    </message>
    <message>
        <source>Unsaved changes</source>
        <translation>未保存的更改</translation>
    </message>
    <message>
        <source>“%1” has changes that are not saved.</source>
        <translation>“%1”有未保存的更改。</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Discard the changes</source>
        <translation>放弃更改</translation>
    </message>
    <message>
        <source>Go on editing</source>
        <translation>继续编辑</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>ResourceTreeModel</name>
    <message>
        <source>new</source>
        <translation>新建</translation>
    </message>
    <message>
        <source>changed</source>
        <translation>已更改</translation>
    </message>
    <message>
        <source>saved</source>
        <translation>已保存</translation>
    </message>
    <message>
        <source>to be removed</source>
        <translation>将被移除</translation>
    </message>
    <message>
        <source>in sync</source>
        <translation>一致</translation>
    </message>
    <message>
        <source>conflict</source>
        <translation>冲突</translation>
    </message>
    <message>
        <source>refused</source>
        <translation>不接受</translation>
    </message>
</context>
<context>
    <name>Severity</name>
    <message>
        <source>note</source>
        <translation>提示</translation>
    </message>
    <message>
        <source>warning</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>error</source>
        <translation>错误</translation>
    </message>
</context>
<context>
    <name>Status</name>
    <message>
        <source>not yet</source>
        <translation>尚未进行</translation>
    </message>
    <message>
        <source>done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>needs attention</source>
        <translation>需要注意</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>out of date</source>
        <translation>已过时</translation>
    </message>
</context>
<context>
    <name>Step</name>
    <message>
        <source>Overview</source>
        <translation>概览</translation>
    </message>
    <message>
        <source>Gateway and certificate</source>
        <translation>网关与证书</translation>
    </message>
    <message>
        <source>Keycloak connection</source>
        <translation>Keycloak 连接</translation>
    </message>
    <message>
        <source>Realm and client</source>
        <translation>领域与客户端</translation>
    </message>
    <message>
        <source>Users and claims</source>
        <translation>用户与声明</translation>
    </message>
    <message>
        <source>Applications and access</source>
        <translation>应用与访问</translation>
    </message>
    <message>
        <source>Mesh resources</source>
        <translation>网格资源</translation>
    </message>
    <message>
        <source>Login test</source>
        <translation>登录测试</translation>
    </message>
    <message>
        <source>Token inspector</source>
        <translation>令牌检查器</translation>
    </message>
</context>
<context>
    <name>Token</name>
    <message>
        <source>Form</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>Algorithm (alg)</source>
        <translation>算法（alg）</translation>
    </message>
    <message>
        <source>Signature</source>
        <translation>签名</translation>
    </message>
    <message>
        <source>Issuer (iss)</source>
        <translation>签发者（iss）</translation>
    </message>
    <message>
        <source>Audience (aud)</source>
        <translation>受众（aud）</translation>
    </message>
    <message>
        <source>Issued to (azp)</source>
        <translation>签发给（azp）</translation>
    </message>
    <message>
        <source>Type (typ)</source>
        <translation>类型（typ）</translation>
    </message>
    <message>
        <source>Expiry (exp)</source>
        <translation>到期（exp）</translation>
    </message>
    <message>
        <source>Not before (nbf, iat)</source>
        <translation>生效时间（nbf、iat）</translation>
    </message>
    <message>
        <source>Subject (sub)</source>
        <translation>主体（sub）</translation>
    </message>
    <message>
        <source>Roles</source>
        <translation>角色</translation>
    </message>
    <message>
        <source>Groups</source>
        <translation>组</translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation>电子邮件</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 秒</translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <translation>%1 分 %2 秒</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1 小时 %2 分</translation>
    </message>
    <message>
        <source>d MMM yyyy, HH:mm:ss</source>
        <translation>yyyy 年 M 月 d 日 HH:mm:ss</translation>
    </message>
    <message>
        <source>now</source>
        <translation>现在</translation>
    </message>
    <message>
        <source>in %1</source>
        <translation>%1后</translation>
    </message>
    <message>
        <source>%1 ago</source>
        <translation>%1前</translation>
    </message>
    <message>
        <source>token of an unknown kind</source>
        <translation>种类未知的令牌</translation>
    </message>
    <message>
        <source>access token</source>
        <translation>访问令牌</translation>
    </message>
    <message>
        <source>ID token</source>
        <translation>ID 令牌</translation>
    </message>
    <message>
        <source>refresh token</source>
        <translation>刷新令牌</translation>
    </message>
    <message>
        <source>logout token</source>
        <translation>登出令牌</translation>
    </message>
    <message>
        <source>passed</source>
        <translation>通过</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>warning</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>not checked</source>
        <translation>未检查</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%2 的%1</translation>
    </message>
    <message>
        <source>encrypted token</source>
        <translation>加密令牌</translation>
    </message>
    <message>
        <source>opaque token</source>
        <translation>不透明令牌</translation>
    </message>
    <message>
        <source>no token: %1</source>
        <translation>不是令牌：%1</translation>
    </message>
    <message>
        <source>%1, found as %2</source>
        <translation>%1，出自 %2</translation>
    </message>
    <message>
        <source>the same</source>
        <translation>相同</translation>
    </message>
    <message>
        <source>differs</source>
        <translation>不同</translation>
    </message>
    <message>
        <source>only in the first</source>
        <translation>仅在第一个中</translation>
    </message>
    <message>
        <source>only in the second</source>
        <translation>仅在第二个中</translation>
    </message>
    <message numerus="yes">
        <source>%n day(s)</source>
        <translation><numerusform>%n 天</numerusform></translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::AccessMatrix</name>
    <message>
        <source>%1  everything else</source>
        <translation>%1  其余全部</translation>
    </message>
    <message>
        <source>any signed-in user</source>
        <translation>任意已登录用户</translation>
    </message>
    <message>
        <source>nobody</source>
        <translation>无人</translation>
    </message>
    <message>
        <source>%1 as %2: %3, by %4. %5</source>
        <translation>%1，身份为 %2：%3，由 %4 决定。%5</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::AccessMatrixView</name>
    <message>
        <source>Who gets in where</source>
        <translation>谁能访问哪里</translation>
    </message>
    <message>
        <source>Rows are requests, columns are roles. Arrow keys move, Enter goes to the deciding rule.</source>
        <translation>行是请求，列是角色。方向键移动，回车键转到起决定作用的规则。</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::AccessRulesModel</name>
    <message>
        <source>Rule</source>
        <translation>规则</translation>
    </message>
    <message>
        <source>Paths</source>
        <translation>路径</translation>
    </message>
    <message>
        <source>Methods</source>
        <translation>方法</translation>
    </message>
    <message>
        <source>Who may</source>
        <translation>谁可以访问</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::AccessTesterPanel</name>
    <message>
        <source>Method</source>
        <translation>方法</translation>
    </message>
    <message>
        <source>Host</source>
        <translation>主机</translation>
    </message>
    <message>
        <source>Path</source>
        <translation>路径</translation>
    </message>
    <message>
        <source>User</source>
        <translation>用户</translation>
    </message>
    <message>
        <source>Claims as JSON</source>
        <translation>JSON 形式的声明</translation>
    </message>
    <message>
        <source>Paste an access token's claims, a JSON object. They stay in memory.</source>
        <translation>粘贴访问令牌的声明（一个 JSON 对象）。它们只留在内存中。</translation>
    </message>
    <message>
        <source>The example claims that were judged</source>
        <translation>用于判断的示例声明</translation>
    </message>
    <message>
        <source>Nobody signed in</source>
        <translation>无人登录</translation>
    </message>
    <message>
        <source>Pasted claims</source>
        <translation>粘贴的声明</translation>
    </message>
    <message>
        <source>%1 (no longer declared)</source>
        <translation>%1（已不再声明）</translation>
    </message>
    <message>
        <source>By %1</source>
        <translation>由 %1 决定</translation>
    </message>
    <message>
        <source>The claims cannot be read</source>
        <translation>无法读取这些声明</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::ActivityController</name>
    <message>
        <source>cancelled</source>
        <translation>已取消</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::ActivityPane</name>
    <message>
        <source>Activity</source>
        <translation>活动</translation>
    </message>
    <message>
        <source>Copied; cleared in 30 s</source>
        <translation>已复制；30 秒后清除</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>已复制</translation>
    </message>
    <message>
        <source>Close Activity (Ctrl+J)</source>
        <translation>关闭活动面板 (Ctrl+J)</translation>
    </message>
    <message>
        <source>Open Activity (Ctrl+J)</source>
        <translation>打开活动面板 (Ctrl+J)</translation>
    </message>
    <message>
        <source>Requests %1</source>
        <translation>请求 %1</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>Findings %1</source>
        <translation>诊断 %1</translation>
    </message>
    <message>
        <source>Latest request: %1</source>
        <translation>最近的请求：%1</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::AppearanceActions</name>
    <message>
        <source>Theme</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>Theme: as the system</source>
        <translation>主题：跟随系统</translation>
    </message>
    <message>
        <source>Theme: light</source>
        <translation>主题：浅色</translation>
    </message>
    <message>
        <source>Theme: dark</source>
        <translation>主题：深色</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Language: as the system</source>
        <translation>语言：跟随系统</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::ApplicationForm</name>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>What findings and rules call it.</source>
        <translation>诊断与规则中对它的称呼。</translation>
    </message>
    <message>
        <source>Service</source>
        <translation>服务</translation>
    </message>
    <message>
        <source>The Kubernetes Service behind it. Empty: the name.</source>
        <translation>背后的 Kubernetes Service。留空：与名称相同。</translation>
    </message>
    <message>
        <source>Namespace</source>
        <translation>命名空间</translation>
    </message>
    <message>
        <source>Port of the Service</source>
        <translation>Service 的端口</translation>
    </message>
    <message>
        <source>Hosts</source>
        <translation>主机</translation>
    </message>
    <message>
        <source>One a line, app.example.com or *.example.com. Empty: every host of the gateway.</source>
        <translation>每行一个，如 app.example.com 或 *.example.com。留空：网关的所有主机。</translation>
    </message>
    <message>
        <source>Path prefix</source>
        <translation>路径前缀</translation>
    </message>
    <message>
        <source>Requests below it go to this application.</source>
        <translation>此前缀之下的请求都转到该应用。</translation>
    </message>
    <message>
        <source>Deploy the demo application</source>
        <translation>部署演示应用</translation>
    </message>
    <message>
        <source>Writes httpbin's Deployment, Service and ServiceAccount into the export.</source>
        <translation>将 httpbin 的 Deployment、Service 和 ServiceAccount 写入导出。</translation>
    </message>
    <message>
        <source>Also answers on port</source>
        <translation>还在此端口应答</translation>
    </message>
    <message>
        <source>Logins end on the HTTPS port only. 0 takes it back.</source>
        <translation>登录只在 HTTPS 端口完成。填 0 即取消。</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::ApplicationsController</name>
    <message>
        <source>Add an application</source>
        <translation>添加应用</translation>
    </message>
    <message>
        <source>Duplicate the application</source>
        <translation>创建应用的副本</translation>
    </message>
    <message>
        <source>Remove the application</source>
        <translation>移除应用</translation>
    </message>
    <message>
        <source>Add a rule</source>
        <translation>添加规则</translation>
    </message>
    <message>
        <source>Remove the rule</source>
        <translation>移除规则</translation>
    </message>
    <message>
        <source>Move the rule</source>
        <translation>移动规则</translation>
    </message>
    <message>
        <source>no application yet</source>
        <translation>尚无应用</translation>
    </message>
    <message numerus="yes">
        <source>%n applications</source>
        <translation><numerusform>%n 个应用</numerusform></translation>
    </message>
    <message>
        <source>%1, any signed-in user</source>
        <translation>%1，任意已登录用户</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1，%2</translation>
    </message>
    <message numerus="yes">
        <source>%n rules</source>
        <translation><numerusform>%n 条规则</numerusform></translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::ApplicationsModel</name>
    <message>
        <source>(no name)</source>
        <translation>（无名称）</translation>
    </message>
    <message>
        <source>every host of the gateway</source>
        <translation>网关的所有主机</translation>
    </message>
    <message>
        <source>any signed-in user</source>
        <translation>任意已登录用户</translation>
    </message>
    <message numerus="yes">
        <source>%n rules</source>
        <translation><numerusform>%n 条规则</numerusform></translation>
    </message>
    <message>
        <source>Application</source>
        <translation>应用</translation>
    </message>
    <message>
        <source>Hosts</source>
        <translation>主机</translation>
    </message>
    <message>
        <source>Path prefix</source>
        <translation>路径前缀</translation>
    </message>
    <message>
        <source>Service</source>
        <translation>服务</translation>
    </message>
    <message>
        <source>Access</source>
        <translation>访问</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::ApplicationsPage</name>
    <message>
        <source>Applications and access</source>
        <translation>应用与访问</translation>
    </message>
    <message>
        <source>What stands behind the gateway, and who may open it.</source>
        <translation>网关之后有什么，以及谁可以打开它。</translation>
    </message>
    <message>
        <source>No application yet: the gateway has nothing to protect.</source>
        <translation>尚无应用：网关没有可保护的对象。</translation>
    </message>
    <message>
        <source>Who may open it</source>
        <translation>谁可以打开它</translation>
    </message>
    <message>
        <source>Would it be let in?</source>
        <translation>会放行吗？</translation>
    </message>
    <message>
        <source>Add application</source>
        <translation>添加应用</translation>
    </message>
    <message>
        <source>Applications</source>
        <translation>应用</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>创建副本</translation>
    </message>
    <message>
        <source>Duplicate the application</source>
        <translation>创建应用的副本</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Remove the application</source>
        <translation>移除应用</translation>
    </message>
    <message>
        <source>Who gets in where</source>
        <translation>谁能访问哪里</translation>
    </message>
    <message>
        <source>Point at a cell, or move to it, to see the deciding rule.</source>
        <translation>指向或移到某个单元格，即可看到起决定作用的规则。</translation>
    </message>
    <message>
        <source>Application without a name</source>
        <translation>没有名称的应用</translation>
    </message>
    <message>
        <source>There is more than fits: the first rows and roles are shown.</source>
        <translation>内容过多：只显示前面的行和角色。</translation>
    </message>
    <message>
        <source>Each cell is one request by somebody who has only that role.</source>
        <translation>每个单元格是某个仅有该角色的人的一次请求。</translation>
    </message>
    <message>
        <source>Names the applications that the gateway routes to, and for each of them who may open which paths. The tester and the matrix ask the same evaluator that decides in the cluster.</source>
        <translation>列出网关转发到的应用，以及每个应用的哪些路径谁可以打开。测试器与矩阵询问的正是集群中做决定的那个求值器。</translation>
    </message>
    <message>
        <source>The export's routes and policies, and the authorization service's configuration.</source>
        <translation>导出的路由与策略，以及授权服务的配置。</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::BannerStack</name>
    <message>
        <source>Restore</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>放弃</translation>
    </message>
    <message>
        <source>Discard the unsaved changes</source>
        <translation>放弃未保存的更改</translation>
    </message>
    <message>
        <source>The changes of the earlier run are deleted. They cannot be brought back.</source>
        <translation>上次运行的更改将被删除，无法找回。</translation>
    </message>
    <message>
        <source>Discard the changes</source>
        <translation>放弃更改</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Keep secrets in memory for this session</source>
        <translation>本次会话将密钥保存在内存中</translation>
    </message>
    <message>
        <source>Secrets are kept in memory and are gone when MeshSSO ends.</source>
        <translation>密钥保存在内存中，MeshSSO 退出后即消失。</translation>
    </message>
    <message>
        <source>Use the keychain</source>
        <translation>使用密钥环</translation>
    </message>
    <message>
        <source>Keycloak's TLS certificate is not checked in this project: whoever is on the way can read passwords and tokens.</source>
        <translation>此项目不检查 Keycloak 的 TLS 证书：途中的任何人都能读到密码和令牌。</translation>
    </message>
    <message>
        <source>Check it again</source>
        <translation>重新检查证书</translation>
    </message>
    <message>
        <source>Show the setting</source>
        <translation>显示该设置</translation>
    </message>
    <message>
        <source>Check TLS certificates</source>
        <translation>检查 TLS 证书</translation>
    </message>
    <message>
        <source>The project is open read-only: you can look at everything and change nothing.</source>
        <translation>项目以只读方式打开：可以查看一切，但不能更改。</translation>
    </message>
    <message>
        <source>Allow changes</source>
        <translation>允许更改</translation>
    </message>
    <message>
        <source>MeshSSO ended before the changes to “%1” of %2 were saved.</source>
        <translation>MeshSSO 在 %2 对“%1”的更改保存之前就结束了。</translation>
    </message>
    <message>
        <source>The keychain does not work, so secrets cannot be kept. %1: %2</source>
        <translation>密钥环不可用，因此无法保存密钥。%1：%2</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::CertificateStack</name>
    <message>
        <source>signed by</source>
        <translation>签名者</translation>
    </message>
    <message>
        <source>No subject</source>
        <translation>无主体</translation>
    </message>
    <message>
        <source>Names</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Issuer</source>
        <translation>签发者</translation>
    </message>
    <message>
        <source>itself</source>
        <translation>自身</translation>
    </message>
    <message>
        <source>SHA-256</source>
        <translation>SHA-256</translation>
    </message>
    <message>
        <source>Copy the fingerprint</source>
        <translation>复制指纹</translation>
    </message>
    <message>
        <source>Certificate %1, %2</source>
        <translation>证书 %1，%2</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::CheckListView</name>
    <message>
        <source>Checks of the token</source>
        <translation>令牌的检查</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::ClaimOriginsModel</name>
    <message>
        <source>access token</source>
        <translation>访问令牌</translation>
    </message>
    <message>
        <source>ID token</source>
        <translation>ID 令牌</translation>
    </message>
    <message>
        <source>userinfo</source>
        <translation>userinfo</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Keycloak itself</source>
        <translation>Keycloak 自身</translation>
    </message>
    <message>
        <source>client %1</source>
        <translation>客户端 %1</translation>
    </message>
    <message>
        <source>client scope %1</source>
        <translation>客户端作用域 %1</translation>
    </message>
    <message>
        <source>Claim</source>
        <translation>声明</translation>
    </message>
    <message>
        <source>Mapper</source>
        <translation>映射器</translation>
    </message>
    <message>
        <source>Of</source>
        <translation>所属</translation>
    </message>
    <message>
        <source>Stands in</source>
        <translation>出现于</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::ClaimTreeModel</name>
    <message>
        <source>Keycloak itself, without a mapper</source>
        <translation>Keycloak 自身，没有映射器</translation>
    </message>
    <message>
        <source>mapper %1 of client %2</source>
        <translation>客户端 %2 的映射器 %1</translation>
    </message>
    <message>
        <source>mapper %1 in client scope %2</source>
        <translation>客户端作用域 %2 中的映射器 %1</translation>
    </message>
    <message>
        <source>Claim</source>
        <translation>声明</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>What it means</source>
        <translation>含义</translation>
    </message>
    <message>
        <source>Header</source>
        <translation>头部</translation>
    </message>
    <message>
        <source>Payload</source>
        <translation>载荷</translation>
    </message>
    <message>
        <source>Signature</source>
        <translation>签名</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::ClientImportController</name>
    <message>
        <source>Listing the realms</source>
        <translation>正在列出领域</translation>
    </message>
    <message>
        <source>Listing the clients</source>
        <translation>正在列出客户端</translation>
    </message>
    <message>
        <source>Reading the client</source>
        <translation>正在读取客户端</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::ClusterCard</name>
    <message>
        <source>Context for workloads</source>
        <translation>工作负载的 context</translation>
    </message>
    <message>
        <source>Deployments, Services, Secrets.</source>
        <translation>Deployment、Service、Secret。</translation>
    </message>
    <message>
        <source>Context for the mesh</source>
        <translation>网格的 context</translation>
    </message>
    <message>
        <source>Gateways, routes, policies. ASM has an API server of its own for them.</source>
        <translation>网关、路由、策略。ASM 为它们另设一个 API 服务器。</translation>
    </message>
    <message>
        <source>Compare with the cluster</source>
        <translation>与集群比较</translation>
    </message>
    <message>
        <source>Compare again</source>
        <translation>再次比较</translation>
    </message>
    <message>
        <source>Pods</source>
        <translation>Pod</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>再看一次</translation>
    </message>
    <message>
        <source>To apply by hand, save the files and run</source>
        <translation>若要手动应用，先保存文件，再运行</translation>
    </message>
    <message>
        <source>Commands to run</source>
        <translation>要运行的命令</translation>
    </message>
    <message>
        <source>Copy commands</source>
        <translation>复制命令</translation>
    </message>
    <message>
        <source>The same as for workloads</source>
        <translation>与工作负载相同</translation>
    </message>
    <message>
        <source>kubectl's current context</source>
        <translation>kubectl 的当前 context</translation>
    </message>
    <message>
        <source>%1 (not in the kubeconfig)</source>
        <translation>%1（不在 kubeconfig 中）</translation>
    </message>
    <message>
        <source>The project changed since the comparison. Compare again before you apply.</source>
        <translation>项目自上次比较后已更改。应用之前再次比较。</translation>
    </message>
    <message>
        <source>Everything is in the cluster as the project has it.</source>
        <translation>集群中的一切都与项目一致。</translation>
    </message>
    <message numerus="yes">
        <source>%n to create</source>
        <translation><numerusform>%n 项待创建</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n to change</source>
        <translation><numerusform>%n 项待更改</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n with fields of other owners</source>
        <translation><numerusform>%n 项含有其他所有者的字段</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n refused</source>
        <translation><numerusform>%n 项不被接受</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n unchanged</source>
        <translation><numerusform>%n 项未变</numerusform></translation>
    </message>
    <message>
        <source>Plan: %1</source>
        <translation>计划：%1</translation>
    </message>
    <message>
        <source>There is no kubectl here: save the files, and apply them where there is one.</source>
        <translation>这里没有 kubectl：保存文件，在有 kubectl 的地方应用。</translation>
    </message>
    <message>
        <source>Asks %1: reads the objects concerned and lets the API server check ours in a dry run. Writes nothing.</source>
        <translation>询问 %1：读取相关对象，并让 API 服务器以试运行检查我们的对象。不写入任何内容。</translation>
    </message>
    <message numerus="yes">
        <source>Take %n values from the cluster</source>
        <translation><numerusform>采用集群中的 %n 个值</numerusform></translation>
    </message>
    <message>
        <source>%1: %2 instead of %3</source>
        <translation>%1：%2，而不是 %3</translation>
    </message>
    <message>
        <source>ready</source>
        <translation>就绪</translation>
    </message>
    <message>
        <source>not ready</source>
        <translation>未就绪</translation>
    </message>
    <message>
        <source>%1: no pod yet</source>
        <translation>%1：尚无 Pod</translation>
    </message>
    <message>
        <source>%1: %2 ready, %3</source>
        <translation>%1：%2 就绪，%3</translation>
    </message>
    <message>
        <source>, without its sidecar</source>
        <translation>，没有 Sidecar</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message>
        <source>kubeconfig for workloads</source>
        <translation>工作负载的 kubeconfig</translation>
    </message>
    <message>
        <source>Empty: kubectl's own choice.</source>
        <translation>留空：由 kubectl 自行选择。</translation>
    </message>
    <message>
        <source>kubeconfig for the mesh</source>
        <translation>网格的 kubeconfig</translation>
    </message>
    <message>
        <source>ASM's console offers one for its API server.</source>
        <translation>ASM 控制台为其 API 服务器提供一个。</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::ClusterController</name>
    <message>
        <source>Reading the kubeconfig</source>
        <translation>正在读取 kubeconfig</translation>
    </message>
    <message>
        <source>this machine</source>
        <translation>本机</translation>
    </message>
    <message>
        <source>No contexts: %1</source>
        <translation>没有 context：%1</translation>
    </message>
    <message>
        <source>Mesh context</source>
        <translation>网格 context</translation>
    </message>
    <message>
        <source>Workload context</source>
        <translation>工作负载 context</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1，%2</translation>
    </message>
    <message>
        <source>Comparing with the cluster</source>
        <translation>正在与集群比较</translation>
    </message>
    <message>
        <source>Applying to the cluster</source>
        <translation>正在应用到集群</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>%1, %2 of %3 checked</source>
        <translation>%1，已检查 %2/%3</translation>
    </message>
    <message>
        <source>%1, %2 of %3 written</source>
        <translation>%1，已写入 %2/%3</translation>
    </message>
    <message>
        <source>Looking at the pods</source>
        <translation>正在查看 Pod</translation>
    </message>
    <message>
        <source>Take values from the cluster</source>
        <translation>采用集群中的值</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::CodeView</name>
    <message>
        <source>Line %1: %2</source>
        <translation>第 %1 行：%2</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::CommandPalette</name>
    <message>
        <source>Commands</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>Find a command</source>
        <translation>查找命令</translation>
    </message>
    <message>
        <source>Commands that fit</source>
        <translation>匹配的命令</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1，%2</translation>
    </message>
    <message numerus="yes">
        <source>%n command(s) fit</source>
        <translation><numerusform>%n 条命令匹配</numerusform></translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::ContextPane</name>
    <message>
        <source>About this step</source>
        <translation>关于此步骤</translation>
    </message>
    <message>
        <source>What this does</source>
        <translation>作用</translation>
    </message>
    <message>
        <source>Who reads it</source>
        <translation>谁会读取</translation>
    </message>
    <message>
        <source>In the YAML</source>
        <translation>在 YAML 中</translation>
    </message>
    <message>
        <source>Nothing: everything here is as by default.</source>
        <translation>无：此处均为默认值。</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::CookieSecretRotation</name>
    <message>
        <source>Rotate the cookie secret</source>
        <translation>轮换 Cookie 密钥</translation>
    </message>
    <message>
        <source>Forget an earlier cookie secret</source>
        <translation>移除一个先前的 Cookie 密钥</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::DifferencesModel</name>
    <message>
        <source>Claim</source>
        <translation>声明</translation>
    </message>
    <message>
        <source>First token</source>
        <translation>第一个令牌</translation>
    </message>
    <message>
        <source>Second token</source>
        <translation>第二个令牌</translation>
    </message>
    <message>
        <source>Comparison</source>
        <translation>比较</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::DriftCard</name>
    <message>
        <source>Read the clusters too</source>
        <translation>同时读取集群</translation>
    </message>
    <message>
        <source>Check for drift</source>
        <translation>检查偏差</translation>
    </message>
    <message>
        <source>Drift</source>
        <translation>偏差</translation>
    </message>
    <message>
        <source>Whether what was applied and exported is still what this project says. The check changes nothing.</source>
        <translation>已应用和已导出的内容是否仍与此项目一致。检查不做任何更改。</translation>
    </message>
    <message>
        <source>Runs kubectl with the contexts of the project, and only reads</source>
        <translation>用项目的 context 运行 kubectl，只读取</translation>
    </message>
    <message>
        <source>not compared yet</source>
        <translation>尚未比较</translation>
    </message>
    <message>
        <source>being compared</source>
        <translation>正在比较</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1（%2）</translation>
    </message>
    <message>
        <source>Keycloak</source>
        <translation>Keycloak</translation>
    </message>
    <message>
        <source>Exported files</source>
        <translation>导出的文件</translation>
    </message>
    <message>
        <source>Clusters</source>
        <translation>集群</translation>
    </message>
    <message>
        <source>Cancel the check</source>
        <translation>取消检查</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::DriftController</name>
    <message>
        <source>cancelled</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>not looked at, as you did not ask for it</source>
        <translation>未查看，因为你没有要求</translation>
    </message>
    <message>
        <source>the project names no cluster</source>
        <translation>项目没有指明集群</translation>
    </message>
    <message>
        <source>the project was not saved yet</source>
        <translation>项目尚未保存</translation>
    </message>
    <message>
        <source>Comparing the exported files</source>
        <translation>正在比较导出的文件</translation>
    </message>
    <message>
        <source>nothing was exported yet</source>
        <translation>尚未导出任何内容</translation>
    </message>
    <message>
        <source>as the project says</source>
        <translation>与项目一致</translation>
    </message>
    <message>
        <source>%1 differ, %2 missing</source>
        <translation>%1 个不同，%2 个缺失</translation>
    </message>
    <message numerus="yes">
        <source>%n files</source>
        <translation><numerusform>%n 个文件</numerusform></translation>
    </message>
    <message>
        <source>Comparing the clusters</source>
        <translation>正在比较集群</translation>
    </message>
    <message numerus="yes">
        <source>%n objects differ</source>
        <translation><numerusform>%n 个对象不同</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n changes to apply</source>
        <translation><numerusform>%n 项更改待应用</numerusform></translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::EarlierSecrets</name>
    <message>
        <source>Rotate the cookie secret</source>
        <translation>轮换 Cookie 密钥</translation>
    </message>
    <message>
        <source>Keeping a new one …</source>
        <translation>正在保存新密钥……</translation>
    </message>
    <message>
        <source>There is no secret to rotate yet.</source>
        <translation>还没有可轮换的密钥。</translation>
    </message>
    <message>
        <source>Forget one first: no more are taken.</source>
        <translation>先移除一个：不能再多了。</translation>
    </message>
    <message>
        <source>Forget</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Forget %1</source>
        <translation>移除 %1</translation>
    </message>
    <message>
        <source>Sessions that only it opens end. Its value stays where it is kept.</source>
        <translation>只能由它打开的会话会结束。它的值仍留在原处。</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::ExportController</name>
    <message>
        <source>Compiling the project</source>
        <translation>正在编译项目</translation>
    </message>
    <message>
        <source>this machine</source>
        <translation>本机</translation>
    </message>
    <message>
        <source>Saving the files</source>
        <translation>正在保存文件</translation>
    </message>
    <message numerus="yes">
        <source>%n files saved to %1</source>
        <translation><numerusform>%n 个文件已保存到 %1</numerusform></translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::FileField</name>
    <message>
        <source>Choose</source>
        <translation>选择</translation>
    </message>
    <message>
        <source>Choose %1</source>
        <translation>选择%1</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::FindingsModel</name>
    <message>
        <source>Severity</source>
        <translation>严重程度</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>步骤</translation>
    </message>
    <message>
        <source>What is wrong</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>位置</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::FindingsView</name>
    <message>
        <source>Nothing to say about this project.</source>
        <translation>对此项目没有什么要说的。</translation>
    </message>
    <message>
        <source>Findings</source>
        <translation>诊断</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::FlowPicture</name>
    <message>
        <source>How a request travels</source>
        <translation>请求如何经过各处</translation>
    </message>
    <message>
        <source>Chosen: %1</source>
        <translation>已选择：%1</translation>
    </message>
    <message>
        <source>%1, %2: %3</source>
        <translation>%1，%2：%3</translation>
    </message>
    <message>
        <source>%1 to %2, %3: %4</source>
        <translation>%1 到 %2，%3：%4</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::GatewayController</name>
    <message>
        <source>Checking the certificate's files</source>
        <translation>正在检查证书文件</translation>
    </message>
    <message>
        <source>Making a certificate</source>
        <translation>正在制作证书</translation>
    </message>
    <message>
        <source>Made a certificate for %1</source>
        <translation>已为 %1 制作证书</translation>
    </message>
    <message>
        <source>Making an authority of your own</source>
        <translation>正在制作自有证书颁发机构</translation>
    </message>
    <message>
        <source>Made an authority of your own</source>
        <translation>已制作自有证书颁发机构</translation>
    </message>
    <message>
        <source>address not given yet</source>
        <translation>尚未填写地址</translation>
    </message>
    <message>
        <source>certificate expired</source>
        <translation>证书已过期</translation>
    </message>
    <message numerus="yes">
        <source>certificate, %n days left</source>
        <translation><numerusform>证书，剩余 %n 天</numerusform></translation>
    </message>
    <message>
        <source>no certificate yet</source>
        <translation>尚无证书</translation>
    </message>
    <message>
        <source>certificate not readable</source>
        <translation>证书无法读取</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::GatewayPage</name>
    <message>
        <source>Gateway and certificate</source>
        <translation>网关与证书</translation>
    </message>
    <message>
        <source>Browsers reach your applications at this address, over HTTPS.</source>
        <translation>浏览器通过 HTTPS 在此地址访问你的应用。</translation>
    </message>
    <message>
        <source>Make an authority of your own</source>
        <translation>制作自有证书颁发机构</translation>
    </message>
    <message>
        <source>The gateway is the mesh's ingress: every request from outside enters here, is asked to sign in and goes on to its application. Its certificate must cover the address that browsers use.</source>
        <translation>网关是网格的入口：来自外部的每个请求都从这里进入，被要求登录后再转到应用。它的证书必须覆盖浏览器使用的地址。</translation>
    </message>
    <message>
        <source>The address becomes the redirect URI at Keycloak, the cookies' host and the certificate's name. The selectors and target ports stand in the Gateway and in the AuthorizationPolicy that asks the authorization service.</source>
        <translation>该地址会成为 Keycloak 的重定向 URI、Cookie 的主机和证书的名称。选择器与目标端口写在 Gateway 以及询问授权服务的 AuthorizationPolicy 中。</translation>
    </message>
    <message>
        <source>Where browsers come in</source>
        <translation>浏览器从哪里进入</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>The DNS name or IP address in the browser's address bar.</source>
        <translation>浏览器地址栏中的 DNS 名称或 IP 地址。</translation>
    </message>
    <message>
        <source>Gateway name</source>
        <translation>Gateway 名称</translation>
    </message>
    <message>
        <source>The Gateway object that your routes are bound to.</source>
        <translation>你的路由所绑定的 Gateway 对象。</translation>
    </message>
    <message>
        <source>Namespace</source>
        <translation>命名空间</translation>
    </message>
    <message>
        <source>Where the gateway's pods run; the certificate's Secret goes there too.</source>
        <translation>网关的 Pod 运行于此；证书的 Secret 也放在这里。</translation>
    </message>
    <message>
        <source>Labels that the Gateway selects</source>
        <translation>Gateway 选择的标签</translation>
    </message>
    <message>
        <source>Must be on the gateway's pods.</source>
        <translation>必须在网关的 Pod 上。</translation>
    </message>
    <message>
        <source>Labels that the policy selects</source>
        <translation>策略选择的标签</translation>
    </message>
    <message>
        <source>On the same pods. Where they differ, requests pass unasked.</source>
        <translation>在同样的 Pod 上。若两者不同，请求会未经询问就通过。</translation>
    </message>
    <message>
        <source>HTTPS port</source>
        <translation>HTTPS 端口</translation>
    </message>
    <message>
        <source>What browsers use; 443 needs no port.</source>
        <translation>浏览器使用的端口；443 无需写出。</translation>
    </message>
    <message>
        <source>HTTPS port of the pod</source>
        <translation>Pod 的 HTTPS 端口</translation>
    </message>
    <message>
        <source>What the gateway's pod listens on: 8443 for the stock gateway.</source>
        <translation>网关的 Pod 监听的端口：标准网关为 8443。</translation>
    </message>
    <message>
        <source>HTTP port</source>
        <translation>HTTP 端口</translation>
    </message>
    <message>
        <source>For Keycloak in the old guide's layout; applications are never served here.</source>
        <translation>用于旧指南布局中的 Keycloak；应用绝不在此提供。</translation>
    </message>
    <message>
        <source>HTTP port of the pod</source>
        <translation>Pod 的 HTTP 端口</translation>
    </message>
    <message>
        <source>Policies compare this one, not the Service's port: 8080 for the stock gateway.</source>
        <translation>策略比较的是它，而不是 Service 的端口：标准网关为 8080。</translation>
    </message>
    <message>
        <source>PEM files (*.pem *.crt *.cer *.key);;All files (*)</source>
        <translation>PEM 文件 (*.pem *.crt *.cer *.key);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Certificate</source>
        <translation>证书</translation>
    </message>
    <message>
        <source>Where it comes from</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Self-signed is for trying out: browsers warn. Your authority's is trusted where the authority is.</source>
        <translation>自签名仅供试用：浏览器会警告。自有颁发机构的证书在信任该机构的地方受信任。</translation>
    </message>
    <message>
        <source>Self-signed, made here</source>
        <translation>自签名，在此制作</translation>
    </message>
    <message>
        <source>Signed by an authority of your own</source>
        <translation>由自有证书颁发机构签名</translation>
    </message>
    <message>
        <source>Files you have</source>
        <translation>你已有的文件</translation>
    </message>
    <message>
        <source>Secret in the cluster</source>
        <translation>集群中的 Secret</translation>
    </message>
    <message>
        <source>The Gateway refers to this name.</source>
        <translation>Gateway 引用此名称。</translation>
    </message>
    <message>
        <source>Valid for</source>
        <translation>有效期</translation>
    </message>
    <message>
        <source>Browsers refuse more than 398 days.</source>
        <translation>浏览器不接受超过 398 天的有效期。</translation>
    </message>
    <message>
        <source> days</source>
        <translation> 天</translation>
    </message>
    <message>
        <source>Certificate file</source>
        <translation>证书文件</translation>
    </message>
    <message>
        <source>PEM, your certificate first, then those that signed it.</source>
        <translation>PEM，先是你的证书，然后是为它签名的证书。</translation>
    </message>
    <message>
        <source>Key file</source>
        <translation>私钥文件</translation>
    </message>
    <message>
        <source>PEM, without a pass phrase.</source>
        <translation>PEM，没有口令。</translation>
    </message>
    <message>
        <source>Authority's certificate</source>
        <translation>颁发机构的证书</translation>
    </message>
    <message>
        <source>PEM. Browsers must trust it.</source>
        <translation>PEM。浏览器必须信任它。</translation>
    </message>
    <message>
        <source>Authority's key</source>
        <translation>颁发机构的私钥</translation>
    </message>
    <message>
        <source>PEM. It stays on this machine.</source>
        <translation>PEM。它留在本机。</translation>
    </message>
    <message>
        <source>There is no certificate for this address yet.</source>
        <translation>此地址尚无证书。</translation>
    </message>
    <message>
        <source>Kept in %1</source>
        <translation>保存在 %1</translation>
    </message>
    <message>
        <source>Check the files again</source>
        <translation>再次检查文件</translation>
    </message>
    <message>
        <source>Make a new certificate</source>
        <translation>制作新证书</translation>
    </message>
    <message>
        <source>Save the project, to keep a certificate beside it</source>
        <translation>保存项目，以便将证书存放在旁边</translation>
    </message>
    <message>
        <source>Give the address first.</source>
        <translation>先填写地址。</translation>
    </message>
    <message>
        <source>The project is open for reading only.</source>
        <translation>项目以只读方式打开。</translation>
    </message>
    <message>
        <source>Open a project first.</source>
        <translation>先打开一个项目。</translation>
    </message>
    <message>
        <source>Replace the certificate?</source>
        <translation>替换证书？</translation>
    </message>
    <message>
        <source>The present certificate is still good. Who was told to trust it must trust the new one, and its key is overwritten.</source>
        <translation>现有证书仍然有效。凡是信任它的地方都必须改为信任新证书，其私钥会被覆盖。</translation>
    </message>
    <message>
        <source>Replace the certificate</source>
        <translation>替换证书</translation>
    </message>
    <message>
        <source>Refuse header names with “_”</source>
        <translation>不接受名称含“_”的请求头</translation>
    </message>
    <message>
        <source>Many applications read it as “-”, and could take a look-alike for an identity header.</source>
        <translation>许多应用把它当作“-”，可能把相似的请求头误认为身份头。</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::HopDetail</name>
    <message>
        <source>The hop's address, secrets masked</source>
        <translation>该跳转步骤的地址，密钥已遮蔽</translation>
    </message>
    <message>
        <source>The hop's request, secrets masked</source>
        <translation>该跳转步骤的请求，密钥已遮蔽</translation>
    </message>
    <message>
        <source>The hop's response, secrets masked</source>
        <translation>该跳转步骤的响应，密钥已遮蔽</translation>
    </message>
    <message>
        <source>Request and response</source>
        <translation>请求与响应</translation>
    </message>
    <message>
        <source>Request</source>
        <translation>请求</translation>
    </message>
    <message>
        <source>Response</source>
        <translation>响应</translation>
    </message>
    <message>
        <source>Hop %1: %2</source>
        <translation>跳转步骤 %1：%2</translation>
    </message>
    <message>
        <source>%1 answered %2 in %3.</source>
        <translation>%1 以 %2 响应，用时 %3。</translation>
    </message>
    <message>
        <source>%1: %2.</source>
        <translation>%1：%2。</translation>
    </message>
    <message>
        <source>Show where this is set</source>
        <translation>显示其设置位置</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::HopsModel</name>
    <message>
        <source>#</source>
        <translation>#</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>方法</translation>
    </message>
    <message>
        <source>URL</source>
        <translation>URL</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Duration</source>
        <translation>用时</translation>
    </message>
    <message>
        <source>Cookies set</source>
        <translation>设置的 Cookie</translation>
    </message>
    <message>
        <source>What it means</source>
        <translation>含义</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::ImportCard</name>
    <message>
        <source>Keep the password in the keychain</source>
        <translation>将密码保存到密钥环</translation>
    </message>
    <message>
        <source>List the realms</source>
        <translation>列出领域</translation>
    </message>
    <message>
        <source>Make a project of this client</source>
        <translation>用此客户端建立项目</translation>
    </message>
    <message>
        <source>Import a Keycloak client</source>
        <translation>导入 Keycloak 客户端</translation>
    </message>
    <message>
        <source>Reads a client with its redirect URIs, scopes, mappers and roles into a new project. Nothing is changed in Keycloak.</source>
        <translation>将一个客户端连同其重定向 URI、作用域、映射器和角色读入新项目。Keycloak 中不做任何更改。</translation>
    </message>
    <message>
        <source>Authority of its certificate</source>
        <translation>其证书的颁发机构</translation>
    </message>
    <message>
        <source>PEM files (*.pem *.crt *.cer)</source>
        <translation>PEM 文件 (*.pem *.crt *.cer)</translation>
    </message>
    <message>
        <source>Keycloak URL</source>
        <translation>Keycloak URL</translation>
    </message>
    <message>
        <source>Without /realms.</source>
        <translation>不含 /realms。</translation>
    </message>
    <message>
        <source>Usually empty.</source>
        <translation>通常留空。</translation>
    </message>
    <message>
        <source>Administrator</source>
        <translation>管理员</translation>
    </message>
    <message>
        <source>Of the realm master.</source>
        <translation>master 领域的账户。</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>密码</translation>
    </message>
    <message>
        <source>Realm</source>
        <translation>领域（realm）</translation>
    </message>
    <message>
        <source>Client</source>
        <translation>客户端</translation>
    </message>
    <message>
        <source>Choose a realm</source>
        <translation>选择领域</translation>
    </message>
    <message>
        <source>%1 (Keycloak's own)</source>
        <translation>%1（Keycloak 自有）</translation>
    </message>
    <message>
        <source>%1 (disabled)</source>
        <translation>%1（已禁用）</translation>
    </message>
    <message>
        <source>Choose a client</source>
        <translation>选择客户端</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::InspectorAccessView</name>
    <message>
        <source>If this token were valid: what the project’s access rules say to a request that carries it.</source>
        <translation>假如此令牌有效：对携带它的请求，项目的访问规则怎么说。</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>方法</translation>
    </message>
    <message>
        <source>Path</source>
        <translation>路径</translation>
    </message>
    <message>
        <source>Host</source>
        <translation>主机</translation>
    </message>
    <message>
        <source>at</source>
        <translation>位于</translation>
    </message>
    <message>
        <source>Each rule by itself</source>
        <translation>逐条规则</translation>
    </message>
    <message>
        <source>Access rules and this token</source>
        <translation>访问规则与此令牌</translation>
    </message>
    <message>
        <source>Open a project to ask its rules.</source>
        <translation>打开一个项目以询问其规则。</translation>
    </message>
    <message>
        <source>The project’s rules cannot be read.</source>
        <translation>无法读取项目的规则。</translation>
    </message>
    <message>
        <source>Rule</source>
        <translation>规则</translation>
    </message>
    <message>
        <source>Paths</source>
        <translation>路径</translation>
    </message>
    <message>
        <source>Who may</source>
        <translation>谁可以访问</translation>
    </message>
    <message>
        <source>This token</source>
        <translation>此令牌</translation>
    </message>
    <message>
        <source>lets it in</source>
        <translation>放行</translation>
    </message>
    <message>
        <source>does not</source>
        <translation>不放行</translation>
    </message>
    <message>
        <source>does not: %1</source>
        <translation>不放行：%1</translation>
    </message>
    <message>
        <source>The project has no rules: every path needs a signed-in user, whoever that is.</source>
        <translation>项目没有规则：每个路径都需要一个已登录用户，无论是谁。</translation>
    </message>
    <message>
        <source>Rule: %1. %2</source>
        <translation>规则：%1。%2</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::InspectorClaimsView</name>
    <message>
        <source>Claims of the token</source>
        <translation>令牌的声明</translation>
    </message>
    <message>
        <source>Value of the claim</source>
        <translation>声明的值</translation>
    </message>
    <message>
        <source>Not a claim that OpenID Connect or Keycloak defines.</source>
        <translation>不是 OpenID Connect 或 Keycloak 定义的声明。</translation>
    </message>
    <message>
        <source>Where it comes from: %1</source>
        <translation>来源：%1</translation>
    </message>
    <message>
        <source>%1 in local time, %2</source>
        <translation>本地时间 %1，%2</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::InspectorCompareView</name>
    <message>
        <source>Token of the second text</source>
        <translation>第二段文本的令牌</translation>
    </message>
    <message>
        <source>Paste the second token</source>
        <translation>粘贴第二个令牌</translation>
    </message>
    <message>
        <source>Remove it</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Second raw token. Paste or drop here.</source>
        <translation>第二个原始令牌。粘贴或拖放到此处。</translation>
    </message>
    <message>
        <source>Paste or drop the token to compare with.</source>
        <translation>粘贴或拖放要比较的令牌。</translation>
    </message>
    <message>
        <source>Differences of the two tokens</source>
        <translation>两个令牌的差异</translation>
    </message>
    <message>
        <source>There is no text here.</source>
        <translation>这里没有文本。</translation>
    </message>
    <message>
        <source>The claims are the same.</source>
        <translation>声明相同。</translation>
    </message>
    <message numerus="yes">
        <source>%n claim(s) differ.</source>
        <translation><numerusform>%n 个声明不同。</numerusform></translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::InspectorController</name>
    <message>
        <source>Fetching the keys of %1</source>
        <translation>正在获取 %1 的密钥</translation>
    </message>
    <message numerus="yes">
        <source>%n pasted key(s)</source>
        <translation><numerusform>%n 个粘贴的密钥</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n key(s) of %1</source>
        <translation><numerusform>%1 的 %n 个密钥</numerusform></translation>
    </message>
    <message>
        <source>no token yet</source>
        <translation>尚无令牌</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>%1, signature not checked</source>
        <translation>%1，签名未检查</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::InspectorKeysView</name>
    <message>
        <source>Ask the token’s own issuer…</source>
        <translation>询问令牌自己的签发者…</translation>
    </message>
    <message>
        <source>Paste a key</source>
        <translation>粘贴密钥</translation>
    </message>
    <message>
        <source>Forget the keys</source>
        <translation>忘记密钥</translation>
    </message>
    <message>
        <source>Key: JWKS, JWK or PEM</source>
        <translation>密钥：JWKS、JWK 或 PEM</translation>
    </message>
    <message>
        <source>A JWKS, a JWK, or a PEM public key or certificate. Nothing is sent anywhere.</source>
        <translation>JWKS、JWK，或者 PEM 公钥或证书。不会发送到任何地方。</translation>
    </message>
    <message>
        <source>Verify with this key</source>
        <translation>用此密钥验证</translation>
    </message>
    <message>
        <source>Connect to the issuer that the token names?</source>
        <translation>连接令牌所指明的签发者？</translation>
    </message>
    <message>
        <source>The token says it was issued by %1. Nobody has verified that yet. If you go on, MeshSSO connects there and fetches its keys; the token itself is not sent.</source>
        <translation>令牌自称由 %1 签发，尚未有人验证。若继续，MeshSSO 会连接该处并获取其密钥；令牌本身不会发送。</translation>
    </message>
    <message>
        <source>Connect and fetch the keys</source>
        <translation>连接并获取密钥</translation>
    </message>
    <message>
        <source>The signature is verified once there are keys.</source>
        <translation>有了密钥才能验证签名。</translation>
    </message>
    <message>
        <source>Signatures are verified with %1.</source>
        <translation>签名用 %1 验证。</translation>
    </message>
    <message>
        <source>Fetch the keys of %1</source>
        <translation>获取 %1 的密钥</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::InspectorPage</name>
    <message>
        <source>Token inspector</source>
        <translation>令牌检查器</translation>
    </message>
    <message>
        <source>What a token says, who signed it, and what it opens.</source>
        <translation>令牌说了什么、由谁签名、能打开什么。</translation>
    </message>
    <message>
        <source>Open in a window</source>
        <translation>在窗口中打开</translation>
    </message>
    <message>
        <source>Fetch the issuer’s keys</source>
        <translation>获取签发者的密钥</translation>
    </message>
    <message>
        <source>Paste a token</source>
        <translation>粘贴令牌</translation>
    </message>
    <message>
        <source>Paste another token</source>
        <translation>粘贴另一个令牌</translation>
    </message>
    <message>
        <source>It takes a token apart and checks it as the authorization service would: signature, issuer, audience, type, dates, and the claims that the project’s rules need.

Nothing that you paste here leaves this machine, and no token is written to disk. Keys are fetched only when you ask for them.</source>
        <translation>它拆开令牌，并像授权服务那样检查：签名、签发者、受众、类型、时间，以及项目规则所需的声明。

你粘贴的内容不会离开本机，令牌不会写入磁盘。只有在你要求时才获取密钥。</translation>
    </message>
    <message>
        <source>Nobody: it changes nothing. Which mapper produced a claim is known after a preview of the tokens in “Users and claims”.</source>
        <translation>没有：它不做任何更改。在“用户与声明”中预览令牌之后，才知道声明由哪个映射器产生。</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::InspectorView</name>
    <message>
        <source>Parts of the inspector</source>
        <translation>检查器的各部分</translation>
    </message>
    <message>
        <source>Claims</source>
        <translation>声明</translation>
    </message>
    <message>
        <source>What it opens</source>
        <translation>它能打开什么</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>比较</translation>
    </message>
    <message>
        <source>Token</source>
        <translation>令牌</translation>
    </message>
    <message>
        <source>Token of the pasted text</source>
        <translation>粘贴文本中的令牌</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>粘贴</translation>
    </message>
    <message>
        <source>From the last login</source>
        <translation>来自上次登录</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Taken back from the clipboard after 30 seconds</source>
        <translation>30 秒后从剪贴板收回</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>清除</translation>
    </message>
    <message>
        <source>Raw token. Paste or drop here.</source>
        <translation>原始令牌。粘贴或拖放到此处。</translation>
    </message>
    <message>
        <source>Paste or drop a token here: alone, after “Bearer”, in a token response, or in a page of /headers. It stays on this machine and in memory.</source>
        <translation>在此粘贴或拖放令牌：单独的、“Bearer”之后的、令牌响应中的，或 /headers 页面中的。它只留在本机内存中。</translation>
    </message>
    <message>
        <source>Looking at it…</source>
        <translation>正在查看…</translation>
    </message>
    <message>
        <source>There is no text here.</source>
        <translation>这里没有文本。</translation>
    </message>
    <message>
        <source>Amber: header. Blue: payload. Green: signature. Point at either side to see the other.</source>
        <translation>琥珀色：头部。蓝色：载荷。绿色：签名。指向任一侧即可看到另一侧。</translation>
    </message>
    <message>
        <source>Only the first MiB was looked at.</source>
        <translation>只查看了前 1 MiB。</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::InspectorWindow</name>
    <message>
        <source>Token inspector</source>
        <translation>令牌检查器</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::JobBar</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>%1  ·  %2 s</source>
        <translation>%1  ·  %2 秒</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>已取消</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::KeycloakController</name>
    <message>
        <source>Looking at Keycloak</source>
        <translation>正在查看 Keycloak</translation>
    </message>
    <message>
        <source>URL not given yet</source>
        <translation>尚未填写 URL</translation>
    </message>
    <message>
        <source>being looked at</source>
        <translation>正在查看</translation>
    </message>
    <message>
        <source>not tested yet</source>
        <translation>尚未测试</translation>
    </message>
    <message>
        <source>changed since the last test</source>
        <translation>自上次测试后已更改</translation>
    </message>
    <message>
        <source>no answer</source>
        <translation>没有响应</translation>
    </message>
    <message>
        <source>signed in</source>
        <translation>已登录</translation>
    </message>
    <message>
        <source>answers, nobody signed in</source>
        <translation>有响应，无人登录</translation>
    </message>
    <message>
        <source>Keycloak %1</source>
        <translation>Keycloak %1</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::KeycloakPage</name>
    <message>
        <source>Keycloak</source>
        <translation>Keycloak</translation>
    </message>
    <message>
        <source>Your identity provider: where it is, and who administers it for this project.</source>
        <translation>身份提供方：它在哪里，以及由谁为本项目管理它。</translation>
    </message>
    <message>
        <source>Test the connection</source>
        <translation>测试连接</translation>
    </message>
    <message>
        <source>Keycloak in the cluster</source>
        <translation>集群中的 Keycloak</translation>
    </message>
    <message>
        <source>Keycloak signs your users in and issues the tokens. The test looks at it as browsers and as the authorization service do, and signs in as administrator. It changes nothing.</source>
        <translation>Keycloak 负责用户登录并签发令牌。测试分别以浏览器和授权服务的方式访问它，并以管理员身份登录。测试不做任何更改。</translation>
    </message>
    <message>
        <source>The URL and the realm make the issuer, which every token is checked against, letter by letter. The administrator's account is used by this program only; no exported file holds it.</source>
        <translation>URL 和领域（realm）组成签发者，每个令牌都要与它逐字符核对。管理员账户只由本程序使用，不会写入任何导出文件。</translation>
    </message>
    <message>
        <source>Where it is</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>URL</source>
        <translation>URL</translation>
    </message>
    <message>
        <source>As browsers reach it, without /realms. The issuer begins with it.</source>
        <translation>浏览器访问它的地址，不含 /realms。签发者以此开头。</translation>
    </message>
    <message>
        <source>How browsers reach it</source>
        <translation>浏览器的访问方式</translation>
    </message>
    <message>
        <source>The old guide's layout sends passwords in clear; use it to reproduce that guide only.</source>
        <translation>旧指南的布局会以明文发送密码；仅用于复现该指南。</translation>
    </message>
    <message>
        <source>HTTPS on its own host name</source>
        <translation>使用自己的主机名，HTTPS</translation>
    </message>
    <message>
        <source>Plain HTTP on the gateway, as in the old guide</source>
        <translation>经由网关，明文 http，与旧指南相同</translation>
    </message>
    <message>
        <source>URL inside the cluster</source>
        <translation>集群内的 URL</translation>
    </message>
    <message>
        <source>Where the authorization service reaches it, if elsewhere. Leave it empty if not.</source>
        <translation>授权服务访问它的地址与上面不同时填写，否则留空。</translation>
    </message>
    <message>
        <source>Authority of its certificate</source>
        <translation>其证书的颁发机构</translation>
    </message>
    <message>
        <source>PEM files (*.pem *.crt *.cer);;All files (*)</source>
        <translation>PEM 文件 (*.pem *.crt *.cer);;所有文件 (*)</translation>
    </message>
    <message>
        <source>PEM, trusted beside the system's authorities. Usually empty.</source>
        <translation>PEM 格式，在系统的颁发机构之外额外信任。通常留空。</translation>
    </message>
    <message>
        <source>Check Keycloak's certificate</source>
        <translation>校验 Keycloak 的证书</translation>
    </message>
    <message>
        <source>Without it anybody on the way could answer in Keycloak's place.</source>
        <translation>不校验时，途中的任何人都可以冒充 Keycloak 应答。</translation>
    </message>
    <message>
        <source>Trust any certificate?</source>
        <translation>信任任何证书？</translation>
    </message>
    <message>
        <source>Whoever stands between this machine and Keycloak could answer in its place, and would get the administrator's password. Name the authority's file instead, if you can.</source>
        <translation>处在本机与 Keycloak 之间的任何人都可以冒充它应答，并得到管理员的密码。如有可能，改为指定颁发机构的文件。</translation>
    </message>
    <message>
        <source>Trust any certificate</source>
        <translation>信任任何证书</translation>
    </message>
    <message>
        <source>Administrator</source>
        <translation>管理员</translation>
    </message>
    <message>
        <source>User and password</source>
        <translation>用户和密码</translation>
    </message>
    <message>
        <source>Client credentials</source>
        <translation>客户端凭据</translation>
    </message>
    <message>
        <source>How we sign in</source>
        <translation>登录方式</translation>
    </message>
    <message>
        <source>A client with a service account suits automation; it needs realm management roles.</source>
        <translation>带服务账户的客户端适合自动化；它需要领域管理角色。</translation>
    </message>
    <message>
        <source>Realm of the administrator</source>
        <translation>管理员所在的领域</translation>
    </message>
    <message>
        <source>Usually master, whatever realm your users are in.</source>
        <translation>通常是 master，与用户所在的领域无关。</translation>
    </message>
    <message>
        <source>Kept in the keychain; the project holds the reference only.</source>
        <translation>保存在密钥环中；项目只保存引用。</translation>
    </message>
    <message>
        <source>User</source>
        <translation>用户</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>密码</translation>
    </message>
    <message>
        <source>Client</source>
        <translation>客户端</translation>
    </message>
    <message>
        <source>Client secret</source>
        <translation>客户端密钥</translation>
    </message>
    <message>
        <source>Administration URL</source>
        <translation>管理 URL</translation>
    </message>
    <message>
        <source>If administrators reach Keycloak elsewhere, such as a port-forward. Usually empty.</source>
        <translation>管理员用其他地址访问 Keycloak 时填写，例如端口转发。通常留空。</translation>
    </message>
    <message>
        <source>Keep typed secrets for this session only</source>
        <translation>输入的密钥只保留到本次运行结束</translation>
    </message>
    <message>
        <source>In memory, until the program ends, instead of in the keychain.</source>
        <translation>保存在内存中直到程序结束，不写入密钥环。</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>What the test saw</source>
        <translation>测试结果</translation>
    </message>
    <message>
        <source>What was asked</source>
        <translation>测试内容</translation>
    </message>
    <message>
        <source>Give the URL first.</source>
        <translation>先填写 URL。</translation>
    </message>
    <message>
        <source>The project changed since: test again.</source>
        <translation>项目在此之后有更改：重新测试。</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::KeycloakPlan</name>
    <message>
        <source>Open or make a project first.</source>
        <translation>先打开或新建一个项目。</translation>
    </message>
    <message>
        <source>The project does not say where Keycloak is.</source>
        <translation>项目没有说明 Keycloak 的位置。</translation>
    </message>
    <message>
        <source>Name the realm first.</source>
        <translation>先指定领域（realm）。</translation>
    </message>
    <message>
        <source>Give the client an id first.</source>
        <translation>先指定客户端 ID。</translation>
    </message>
    <message>
        <source>MeshSSO needs an account that may administer Keycloak to compare and to apply.</source>
        <translation>MeshSSO 需要一个可以管理 Keycloak 的账户才能比较和应用更改。</translation>
    </message>
    <message>
        <source>Correct the errors in the project first: %1</source>
        <translation>先改正项目中的错误：%1</translation>
    </message>
    <message>
        <source>Comparing Keycloak with the project</source>
        <translation>正在比较 Keycloak 与项目</translation>
    </message>
    <message>
        <source>Place of the client secret</source>
        <translation>客户端密钥的保存位置</translation>
    </message>
    <message>
        <source>Applying the plan to Keycloak</source>
        <translation>正在将计划应用到 Keycloak</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::KeycloakWorkloadCard</name>
    <message>
        <source>Keycloak in the export</source>
        <translation>导出中的 Keycloak</translation>
    </message>
    <message>
        <source>The demo keeps its users in memory. The production one needs Postgres.</source>
        <translation>演示版把用户保存在内存中。生产版需要 Postgres。</translation>
    </message>
    <message>
        <source>None: it exists already</source>
        <translation>不导出：已经存在</translation>
    </message>
    <message>
        <source>Demo</source>
        <translation>演示</translation>
    </message>
    <message>
        <source>Production</source>
        <translation>生产</translation>
    </message>
    <message>
        <source>Namespace</source>
        <translation>命名空间</translation>
    </message>
    <message>
        <source>Service</source>
        <translation>服务</translation>
    </message>
    <message>
        <source>Port of the Service</source>
        <translation>Service 的端口</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>镜像</translation>
    </message>
    <message>
        <source>Pin a version; an upgrade is a decision.</source>
        <translation>固定一个版本；升级应由人决定。</translation>
    </message>
    <message>
        <source>First administrator</source>
        <translation>首个管理员</translation>
    </message>
    <message>
        <source>Made by Keycloak at its first start.</source>
        <translation>由 Keycloak 首次启动时创建。</translation>
    </message>
    <message>
        <source>Password of the first administrator</source>
        <translation>首个管理员的密码</translation>
    </message>
    <message>
        <source>Goes into a Secret of the export, when secrets are included.</source>
        <translation>包含密钥时，写入导出的一个 Secret。</translation>
    </message>
    <message>
        <source>Postgres host</source>
        <translation>Postgres 主机</translation>
    </message>
    <message>
        <source>Database</source>
        <translation>数据库</translation>
    </message>
    <message>
        <source>Database user</source>
        <translation>数据库用户</translation>
    </message>
    <message>
        <source>Database password</source>
        <translation>数据库密码</translation>
    </message>
    <message>
        <source>Further variables</source>
        <translation>其他变量</translation>
    </message>
    <message>
        <source>KC_ variables of the container, NAME=value, one a line. Not for secrets.</source>
        <translation>容器的 KC_ 变量，NAME=value，每行一个。不要写密钥。</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::LabelsField</name>
    <message>
        <source>Write label=value; several with commas between them.</source>
        <translation>写成 label=value；多个之间用逗号分隔。</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::LogView</name>
    <message>
        <source>Log</source>
        <translation>日志</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::LoginHopsView</name>
    <message>
        <source>Hop by hop</source>
        <translation>逐步查看</translation>
    </message>
    <message>
        <source>Hops of the login</source>
        <translation>登录的跳转步骤</translation>
    </message>
    <message>
        <source>waiting for the next answer</source>
        <translation>正在等待下一个应答</translation>
    </message>
    <message>
        <source>Login test of %1</source>
        <translation>%1 的登录测试</translation>
    </message>
    <message>
        <source>Copy as text for a ticket</source>
        <translation>复制为工单文本</translation>
    </message>
    <message>
        <source>Copy the picture</source>
        <translation>复制图片</translation>
    </message>
    <message>
        <source>Save as text…</source>
        <translation>另存为文本…</translation>
    </message>
    <message>
        <source>Text (*.txt)</source>
        <translation>文本 (*.txt)</translation>
    </message>
    <message>
        <source>Save as SVG…</source>
        <translation>另存为 SVG…</translation>
    </message>
    <message>
        <source>SVG (*.svg)</source>
        <translation>SVG (*.svg)</translation>
    </message>
    <message>
        <source>Save as PNG…</source>
        <translation>另存为 PNG…</translation>
    </message>
    <message>
        <source>PNG (*.png)</source>
        <translation>PNG (*.png)</translation>
    </message>
    <message>
        <source>Save the login test</source>
        <translation>保存登录测试</translation>
    </message>
    <message>
        <source>The file was not written</source>
        <translation>文件没有写入</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::LoginResultView</name>
    <message>
        <source>Open in the token inspector</source>
        <translation>在令牌检查器中打开</translation>
    </message>
    <message>
        <source>Paste into the token inspector</source>
        <translation>粘贴到令牌检查器</translation>
    </message>
    <message>
        <source>Look at your browser</source>
        <translation>查看浏览器</translation>
    </message>
    <message>
        <source>In order: the address stays the gateway’s, Keycloak asks for the password once, and the application’s page comes.
Not in order: Keycloak asks again and again (the session cookie is lost), “RBAC: access denied” (the provider’s name is wrong), or the page comes without any sign-in (nothing protects it).
Copy the page /headers, then press “Paste into the token inspector”.</source>
        <translation>正常：地址始终是网关的，Keycloak 只要求输入一次密码，然后出现应用的页面。
不正常：Keycloak 反复要求登录（会话 Cookie 丢失）、出现“RBAC: access denied”（提供方的名称不对），或者无需登录就出现页面（没有受到保护）。
复制页面 /headers，然后按“粘贴到令牌检查器”。</translation>
    </message>
    <message>
        <source>Signed in as %1</source>
        <translation>已登录为 %1</translation>
    </message>
    <message>
        <source>Signed in as %1, but not as the project wants it</source>
        <translation>已登录为 %1，但与项目的要求不符</translation>
    </message>
    <message>
        <source>Nobody was signed in</source>
        <translation>没有用户登录</translation>
    </message>
    <message numerus="yes">
        <source>%n hop(s), %1</source>
        <translation><numerusform>%n 个跳转步骤，%1</numerusform></translation>
    </message>
    <message>
        <source>access token verified</source>
        <translation>访问令牌已验证</translation>
    </message>
    <message>
        <source>its claims are what the project asks for</source>
        <translation>其声明符合项目的要求</translation>
    </message>
    <message>
        <source>its claims differ from what the project asks for</source>
        <translation>其声明与项目的要求不同</translation>
    </message>
    <message>
        <source>access token not verified</source>
        <translation>访问令牌未验证</translation>
    </message>
    <message>
        <source>Show where this is set</source>
        <translation>显示其设置位置</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::LoginSetupView</name>
    <message>
        <source>Way to sign in</source>
        <translation>登录途径</translation>
    </message>
    <message>
        <source>Only Keycloak</source>
        <translation>仅 Keycloak</translation>
    </message>
    <message>
        <source>Directly at Keycloak, in your browser, without the gateway</source>
        <translation>在浏览器中直接登录 Keycloak，不经过网关</translation>
    </message>
    <message>
        <source>Gateway, by itself</source>
        <translation>经网关，自动登录</translation>
    </message>
    <message>
        <source>Through the gateway, signed in by MeshSSO as a test user</source>
        <translation>经过网关，由 MeshSSO 以测试用户身份登录</translation>
    </message>
    <message>
        <source>Gateway, you watch</source>
        <translation>经网关，自行观察</translation>
    </message>
    <message>
        <source>Through the gateway, in your browser, with you looking on</source>
        <translation>经过网关，在浏览器中登录，由你查看过程</translation>
    </message>
    <message>
        <source>Sign in as</source>
        <translation>登录用户</translation>
    </message>
    <message>
        <source>A user that the project declares.</source>
        <translation>项目声明的用户。</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>密码</translation>
    </message>
    <message>
        <source>Kept in memory until you quit, nowhere else.</source>
        <translation>只保存在内存中，退出后即清除。</translation>
    </message>
    <message>
        <source>as DNS says</source>
        <translation>由 DNS 决定</translation>
    </message>
    <message>
        <source>Connect to</source>
        <translation>连接到</translation>
    </message>
    <message>
        <source>Address of the gateway, if DNS does not know its name yet.</source>
        <translation>DNS 还不认识网关的名称时，填写网关的地址。</translation>
    </message>
    <message>
        <source>Your browser signs in at Keycloak, and the answer comes back to this program on 127.0.0.1. For that a public client is made in the realm, with your consent, and removed afterwards. It shows whether realm, user and claims are right, whatever the gateway does.</source>
        <translation>浏览器在 Keycloak 登录，应答回到本程序的 127.0.0.1。为此会在你同意后在领域中创建一个公开客户端，并在测试后移除。无论网关的表现如何，它都能说明领域、用户和声明是否正确。</translation>
    </message>
    <message>
        <source>MeshSSO opens %1 as a browser would, fills Keycloak’s form as the test user, and compares the token that reaches the application with the project.</source>
        <translation>MeshSSO 像浏览器一样打开 %1，以测试用户身份填写 Keycloak 的表单，并把到达应用的令牌与项目比较。</translation>
    </message>
    <message>
        <source>Your browser opens %1. You should see the sign-in page, then Keycloak’s, then the application. The page /headers must show “Authorization: Bearer …”: copy that page and paste it into the token inspector.</source>
        <translation>浏览器打开 %1。你应依次看到登录页、Keycloak 的登录页和应用。页面 /headers 必须显示“Authorization: Bearer …”：复制该页面，粘贴到令牌检查器。</translation>
    </message>
    <message>
        <source>Show where this is set</source>
        <translation>显示其设置位置</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::LoginTestController</name>
    <message>
        <source>The project does not say where Keycloak and its realm are.</source>
        <translation>项目没有说明 Keycloak 及其领域的位置。</translation>
    </message>
    <message>
        <source>The project does not say which address the gateway has.</source>
        <translation>项目没有说明网关的地址。</translation>
    </message>
    <message>
        <source>The project does not name its client, whose scopes the test client copies.</source>
        <translation>项目没有指定客户端，测试客户端要复制它的作用域。</translation>
    </message>
    <message>
        <source>The project declares no user who could sign in.</source>
        <translation>项目没有声明可以登录的用户。</translation>
    </message>
    <message>
        <source>The password of %1 is not known. Enter it here, or keep it with the user.</source>
        <translation>%1 的密码未知。在此输入，或将其保存到该用户。</translation>
    </message>
    <message>
        <source>“Connect to” takes an address, or an address and port: 203.0.113.10:8443.</source>
        <translation>“连接到”应填写地址，或地址加端口：203.0.113.10:8443。</translation>
    </message>
    <message numerus="yes">
        <source>%n hop(s), last: %1</source>
        <translation><numerusform>%n 个跳转步骤，最后一步：%1</numerusform></translation>
    </message>
    <message>
        <source>Signing in as %1 through the gateway</source>
        <translation>正在以 %1 的身份经网关登录</translation>
    </message>
    <message>
        <source>Sign-in finished</source>
        <translation>登录完成</translation>
    </message>
    <message>
        <source>You can close this window and go back to MeshSSO.</source>
        <translation>可以关闭此窗口，回到 MeshSSO。</translation>
    </message>
    <message>
        <source>Signing in at Keycloak, in your browser</source>
        <translation>正在浏览器中登录 Keycloak</translation>
    </message>
    <message>
        <source>Login test: signed in as %1</source>
        <translation>登录测试：已登录为 %1</translation>
    </message>
    <message>
        <source>Login test: the login does not work</source>
        <translation>登录测试：登录失败</translation>
    </message>
    <message>
        <source>Removing the test client</source>
        <translation>正在移除测试客户端</translation>
    </message>
    <message numerus="yes">
        <source>under way, %n hop(s)</source>
        <translation><numerusform>进行中，%n 个跳转步骤</numerusform></translation>
    </message>
    <message>
        <source>the test client %1 is still at Keycloak</source>
        <translation>测试客户端 %1 仍在 Keycloak 中</translation>
    </message>
    <message>
        <source>opened in your browser</source>
        <translation>已在浏览器中打开</translation>
    </message>
    <message>
        <source>no login tried yet</source>
        <translation>尚未测试登录</translation>
    </message>
    <message numerus="yes">
        <source>signed in as %1, %n hop(s), %2</source>
        <translation><numerusform>已登录为 %1，%n 个跳转步骤，%2</numerusform></translation>
    </message>
    <message>
        <source>nobody was signed in</source>
        <translation>没有用户登录</translation>
    </message>
    <message>
        <source>the project changed since the last test</source>
        <translation>上次测试之后项目有更改</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::LoginTestPage</name>
    <message>
        <source>Login test</source>
        <translation>登录测试</translation>
    </message>
    <message>
        <source>A real sign-in, hop by hop: who answers what, which cookies, and which token comes out.</source>
        <translation>一次真实的登录，逐步显示：谁应答了什么、有哪些 Cookie、得到哪个令牌。</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>The test client was removed</source>
        <translation>测试客户端已移除</translation>
    </message>
    <message>
        <source>Remove the test client</source>
        <translation>移除测试客户端</translation>
    </message>
    <message>
        <source>Leave it there</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>No login tried yet: each hop appears here as it happens.</source>
        <translation>尚未测试登录：每个跳转步骤发生时会显示在这里。</translation>
    </message>
    <message>
        <source>Sign in at Keycloak in the browser</source>
        <translation>在浏览器中登录 Keycloak</translation>
    </message>
    <message>
        <source>Sign in through the gateway</source>
        <translation>经网关登录</translation>
    </message>
    <message>
        <source>Sign in as %1</source>
        <translation>登录为 %1</translation>
    </message>
    <message>
        <source>Open the gateway in the browser</source>
        <translation>在浏览器中打开网关</translation>
    </message>
    <message>
        <source>The test client %1 is still in the realm. Remove it, or leave it to the next test, which removes it an hour from now at the earliest.</source>
        <translation>测试客户端 %1 仍在领域中。可以移除它，也可以留给下次测试，最早在一小时后由测试移除。</translation>
    </message>
    <message>
        <source>Make a test client in realm %1?</source>
        <translation>在领域 %1 中创建测试客户端？</translation>
    </message>
    <message>
        <source>A public client with PKCE is added to the realm at %1, with the scopes and mappers of %2 and redirects to 127.0.0.1 only. It is removed when the test has ended, also when it fails or you cancel it; test clients that are left from more than an hour ago are removed too.</source>
        <translation>将在 %1 的领域中添加一个使用 PKCE 的公开客户端，带有 %2 的作用域和映射器，只重定向到 127.0.0.1。测试结束时移除它，测试失败或取消时也一样；一小时以前遗留的测试客户端也会移除。</translation>
    </message>
    <message>
        <source>Make the client and sign in</source>
        <translation>创建客户端并登录</translation>
    </message>
    <message>
        <source>It signs somebody in for real and records every hop: which party answered, how long it took, which cookies were set and how large they are. Then it verifies the token and compares it with the project.

“Only Keycloak” leaves the gateway out, so that you see on which side a fault is. “Gateway, by itself” follows the redirects as a browser would. “Gateway, you watch” shows what a person sees.</source>
        <translation>测试让一个用户真实登录，并记录每个跳转步骤：哪一方应答、耗时多少、设置了哪些 Cookie 以及它们的大小。然后验证令牌，并与项目比较。

“仅 Keycloak”不经过网关，便于判断问题出在哪一侧。“经网关，自动登录”像浏览器一样跟随重定向。“经网关，自行观察”显示用户看到的过程。</translation>
    </message>
    <message>
        <source>Nobody: the test changes nothing in the project. What it finds stands with its fix, and leads to the step where it is set. Tokens stay in memory until you quit.</source>
        <translation>无：测试不更改项目。发现的问题附有处理方法，并指向相应设置所在的步骤。令牌保存在内存中，直到退出。</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::MainWindow</name>
    <message>
        <source>Go to</source>
        <translation>转到</translation>
    </message>
    <message>
        <source>View</source>
        <translation>视图</translation>
    </message>
    <message>
        <source>Find a command</source>
        <translation>查找命令</translation>
    </message>
    <message>
        <source>Show or hide what the step does</source>
        <translation>显示或隐藏步骤说明</translation>
    </message>
    <message>
        <source>Show or hide Activity</source>
        <translation>显示或隐藏“活动”</translation>
    </message>
    <message>
        <source>Show the requests</source>
        <translation>显示请求</translation>
    </message>
    <message>
        <source>Show the log</source>
        <translation>显示日志</translation>
    </message>
    <message>
        <source>Show all findings</source>
        <translation>显示所有诊断</translation>
    </message>
    <message>
        <source>Copy the chosen request as curl</source>
        <translation>将所选请求复制为 curl</translation>
    </message>
    <message>
        <source>Open the token inspector in a window</source>
        <translation>在窗口中打开令牌检查器</translation>
    </message>
    <message>
        <source>Next part of the window</source>
        <translation>窗口的下一部分</translation>
    </message>
    <message>
        <source>Previous part of the window</source>
        <translation>窗口的上一部分</translation>
    </message>
    <message>
        <source>Do the page's main action</source>
        <translation>执行页面的主要操作</translation>
    </message>
    <message>
        <source>Show all shortcuts</source>
        <translation>显示所有快捷键</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>%1[*] — MeshSSO</source>
        <translation>%1[*] — MeshSSO</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::MappersModel</name>
    <message>
        <source>client %1</source>
        <translation>客户端 %1</translation>
    </message>
    <message>
        <source>client scope %1</source>
        <translation>客户端作用域 %1</translation>
    </message>
    <message>
        <source>Mapper</source>
        <translation>映射器</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Of</source>
        <translation>所属</translation>
    </message>
    <message>
        <source>Fills</source>
        <translation>写入</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::NeedsView</name>
    <message>
        <source>met</source>
        <translation>已满足</translation>
    </message>
    <message>
        <source>Add to Keycloak</source>
        <translation>添加到 Keycloak</translation>
    </message>
    <message>
        <source>Add %1 to Keycloak</source>
        <translation>将 %1 添加到 Keycloak</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::NewProjectCard</name>
    <message>
        <source>New project</source>
        <translation>新建项目</translation>
    </message>
    <message>
        <source>Four answers make a start; every page lets you change them, and what you leave out is asked for later.</source>
        <translation>回答四项即可开始；每一页都可以再更改，没有填写的以后会询问。</translation>
    </message>
    <message>
        <source>Project</source>
        <translation>项目</translation>
    </message>
    <message>
        <source>Letters, digits, dots and hyphens.</source>
        <translation>字母、数字、点和连字符。</translation>
    </message>
    <message>
        <source>Gateway address</source>
        <translation>网关地址</translation>
    </message>
    <message>
        <source>What browsers open.</source>
        <translation>浏览器打开的地址。</translation>
    </message>
    <message>
        <source>Keycloak URL</source>
        <translation>Keycloak URL</translation>
    </message>
    <message>
        <source>As browsers reach it, without /realms.</source>
        <translation>浏览器访问它的地址，不含 /realms。</translation>
    </message>
    <message>
        <source>First application</source>
        <translation>首个应用</translation>
    </message>
    <message>
        <source>The name of its Service.</source>
        <translation>其 Service 的名称。</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>端口</translation>
    </message>
    <message>
        <source>Of the Service.</source>
        <translation>Service 的端口。</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::OverviewController</name>
    <message>
        <source>none yet</source>
        <translation>尚无</translation>
    </message>
    <message numerus="yes">
        <source>%1 and %n more</source>
        <translation><numerusform>%1 和另外 %n 个</numerusform></translation>
    </message>
    <message>
        <source>of the mesh</source>
        <translation>由网格提供</translation>
    </message>
    <message>
        <source>not given yet</source>
        <translation>尚未填写</translation>
    </message>
    <message>
        <source>Browser</source>
        <translation>浏览器</translation>
    </message>
    <message>
        <source>login test</source>
        <translation>登录测试</translation>
    </message>
    <message>
        <source>Gateway</source>
        <translation>网关</translation>
    </message>
    <message>
        <source>Keycloak</source>
        <translation>Keycloak</translation>
    </message>
    <message>
        <source>Authorization</source>
        <translation>授权</translation>
    </message>
    <message>
        <source>Applications</source>
        <translation>应用</translation>
    </message>
    <message>
        <source>HTTPS</source>
        <translation>HTTPS</translation>
    </message>
    <message>
        <source>user signs in</source>
        <translation>用户登录</translation>
    </message>
    <message>
        <source>asks</source>
        <translation>检查请求</translation>
    </message>
    <message>
        <source>fetches tokens</source>
        <translation>获取令牌</translation>
    </message>
    <message>
        <source>forwards</source>
        <translation>转发</translation>
    </message>
    <message>
        <source>Something about the gateway or its certificate is wrong.</source>
        <translation>网关或其证书有问题。</translation>
    </message>
    <message>
        <source>Give the gateway an address and a certificate.</source>
        <translation>填写网关的地址和证书。</translation>
    </message>
    <message>
        <source>Go to the gateway</source>
        <translation>转到网关</translation>
    </message>
    <message>
        <source>Keycloak cannot be used as the project has it.</source>
        <translation>按项目的设置无法使用 Keycloak。</translation>
    </message>
    <message>
        <source>The connection to Keycloak changed since it was tested.</source>
        <translation>Keycloak 连接在测试之后有更改。</translation>
    </message>
    <message>
        <source>Say where Keycloak is, and test the connection.</source>
        <translation>填写 Keycloak 的位置，并测试连接。</translation>
    </message>
    <message>
        <source>Go to Keycloak</source>
        <translation>转到 Keycloak</translation>
    </message>
    <message>
        <source>Realm or client have errors.</source>
        <translation>领域或客户端有错误。</translation>
    </message>
    <message>
        <source>Realm or client changed since they were compared with Keycloak.</source>
        <translation>领域或客户端在与 Keycloak 比较之后有更改。</translation>
    </message>
    <message>
        <source>Set up the realm and the client in Keycloak.</source>
        <translation>在 Keycloak 中设置领域和客户端。</translation>
    </message>
    <message>
        <source>Go to realm and client</source>
        <translation>转到领域和客户端</translation>
    </message>
    <message>
        <source>Users, roles or claims have errors.</source>
        <translation>用户、角色或声明有错误。</translation>
    </message>
    <message>
        <source>Users or claims changed since they were compared with Keycloak.</source>
        <translation>用户或声明在与 Keycloak 比较之后有更改。</translation>
    </message>
    <message>
        <source>Say which roles and test users there are, and what tokens claim.</source>
        <translation>设置有哪些角色和测试用户，以及令牌包含哪些声明。</translation>
    </message>
    <message>
        <source>Go to users and claims</source>
        <translation>转到用户和声明</translation>
    </message>
    <message>
        <source>An application or its access rules have errors.</source>
        <translation>某个应用或其访问规则有错误。</translation>
    </message>
    <message>
        <source>Say which applications are protected, and who may use them.</source>
        <translation>设置保护哪些应用，以及谁可以使用。</translation>
    </message>
    <message>
        <source>Go to applications</source>
        <translation>转到应用</translation>
    </message>
    <message>
        <source>The mesh resources have errors.</source>
        <translation>网格资源有错误。</translation>
    </message>
    <message>
        <source>The project changed since its resources were exported or applied.</source>
        <translation>项目的资源在导出或应用更改之后，项目有更改。</translation>
    </message>
    <message>
        <source>Export the mesh resources, or apply them.</source>
        <translation>导出网格资源，或将其应用到集群。</translation>
    </message>
    <message>
        <source>Go to mesh resources</source>
        <translation>转到网格资源</translation>
    </message>
    <message>
        <source>The login test failed.</source>
        <translation>登录测试失败。</translation>
    </message>
    <message>
        <source>The project changed since the login was tested.</source>
        <translation>测试登录之后项目有更改。</translation>
    </message>
    <message>
        <source>Log a test user in through the gateway, to see that it works.</source>
        <translation>让一个测试用户经网关登录，确认一切正常。</translation>
    </message>
    <message>
        <source>Go to the login test</source>
        <translation>转到登录测试</translation>
    </message>
    <message>
        <source>Looking for a project</source>
        <translation>正在查找项目</translation>
    </message>
    <message>
        <source>no project open</source>
        <translation>没有打开项目</translation>
    </message>
    <message>
        <source>%1 of %2 steps done</source>
        <translation>已完成 %1 个步骤，共 %2 个</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::OverviewPage</name>
    <message>
        <source>Overview</source>
        <translation>概览</translation>
    </message>
    <message>
        <source>Single sign-on for the applications behind your mesh gateway.</source>
        <translation>为网格网关后面的应用提供单点登录。</translation>
    </message>
    <message>
        <source>The picture shows how a request travels, and how each part stands. Choose a part to set it up. A project is one file: everything else is made from it.</source>
        <translation>图中显示请求经过的路径，以及各部分的状态。选择一个部分即可设置。一个项目就是一个文件：其余一切都由它生成。</translation>
    </message>
    <message>
        <source>The project's name stands in labels and in the names of its secrets. The environment decides how strictly the project is judged, and whether you are asked before production is written to.</source>
        <translation>项目名称用于标签和密钥的名称。环境决定项目检查的严格程度，以及写入生产环境之前是否询问。</translation>
    </message>
    <message>
        <source>Recent projects</source>
        <translation>最近的项目</translation>
    </message>
    <message>
        <source>Or begin with something</source>
        <translation>或从已有内容开始</translation>
    </message>
    <message>
        <source>Open a project</source>
        <translation>打开项目</translation>
    </message>
    <message>
        <source>A project file that you or a colleague made.</source>
        <translation>由你或同事创建的项目文件。</translation>
    </message>
    <message>
        <source>Sample project</source>
        <translation>示例项目</translation>
    </message>
    <message>
        <source>The application httpbin, a role and a test user, to look around in.</source>
        <translation>包含应用 httpbin、一个角色和一个测试用户，供熟悉之用。</translation>
    </message>
    <message>
        <source>Import a Keycloak client</source>
        <translation>导入 Keycloak 客户端</translation>
    </message>
    <message>
        <source>A project made of a client that exists.</source>
        <translation>由现有客户端生成的项目。</translation>
    </message>
    <message>
        <source>Find an export's project</source>
        <translation>查找导出所属的项目</translation>
    </message>
    <message>
        <source>The project that exported YAML was made from, looked for near its folder.</source>
        <translation>导出的 YAML 所属的项目，在其文件夹附近查找。</translation>
    </message>
    <message>
        <source>What to do next</source>
        <translation>下一步</translation>
    </message>
    <message>
        <source>Project</source>
        <translation>项目</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Stands in labels and in the names of its secrets.</source>
        <translation>用于标签和密钥的名称。</translation>
    </message>
    <message>
        <source>Environment</source>
        <translation>环境</translation>
    </message>
    <message>
        <source>Production is judged strictly, and asks before it is written to.</source>
        <translation>生产环境检查严格，写入之前会询问。</translation>
    </message>
    <message>
        <source>Development</source>
        <translation>开发</translation>
    </message>
    <message>
        <source>Staging</source>
        <translation>预发布</translation>
    </message>
    <message>
        <source>Production</source>
        <translation>生产</translation>
    </message>
    <message>
        <source>Read only</source>
        <translation>只读</translation>
    </message>
    <message>
        <source>Nothing can be edited or applied until you switch it off again.</source>
        <translation>关闭之前，无法编辑或应用任何更改。</translation>
    </message>
    <message>
        <source>Create the project</source>
        <translation>创建项目</translation>
    </message>
    <message>
        <source>Everything is in order.</source>
        <translation>一切正常。</translation>
    </message>
    <message>
        <source>Open %1</source>
        <translation>打开 %1</translation>
    </message>
    <message>
        <source>Folder of the exported YAML</source>
        <translation>导出的 YAML 所在文件夹</translation>
    </message>
    <message>
        <source>No project was found near this folder</source>
        <translation>此文件夹附近没有找到项目</translation>
    </message>
    <message>
        <source>Exported YAML holds compiled objects, from which the project cannot be read back. Open the project file, or import the client from Keycloak.</source>
        <translation>导出的 YAML 是编译后的对象，无法由此还原项目。打开项目文件，或从 Keycloak 导入客户端。</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::PairsField</name>
    <message>
        <source>Line %1: this name stands above already.</source>
        <translation>第 %1 行：这个名称上面已有。</translation>
    </message>
    <message>
        <source>Line %1: write a name, “%2” and a value.</source>
        <translation>第 %1 行：写出名称、“%2”和值。</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::PlanActions</name>
    <message>
        <source>Wait until the work under way ends, or cancel it.</source>
        <translation>等待正在进行的工作结束，或将其取消。</translation>
    </message>
    <message>
        <source>Make the plan</source>
        <translation>生成计划</translation>
    </message>
    <message>
        <source>Keycloak is as the project says</source>
        <translation>Keycloak 与项目一致</translation>
    </message>
    <message>
        <source>There is nothing to do.</source>
        <translation>没有需要执行的操作。</translation>
    </message>
    <message>
        <source>The project is open for reading only.</source>
        <translation>项目以只读方式打开。</translation>
    </message>
    <message numerus="yes">
        <source>Apply %n change(s) to Keycloak</source>
        <translation><numerusform>应用 %n 项更改到 Keycloak</numerusform></translation>
    </message>
    <message>
        <source>Write to production?</source>
        <translation>写入生产环境？</translation>
    </message>
    <message numerus="yes">
        <source>The project says that Keycloak at %1 is in production. %n change(s) will be written to it.</source>
        <translation><numerusform>项目注明 %1 上的 Keycloak 用于生产环境。将向其写入 %n 项更改。</numerusform></translation>
    </message>
    <message>
        <source>production</source>
        <translation>生产环境</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::PlanModel</name>
    <message>
        <source>Add %1</source>
        <translation>添加 %1</translation>
    </message>
    <message>
        <source>Change %1 from %2 to %3</source>
        <translation>将 %1 从 %2 更改为 %3</translation>
    </message>
    <message>
        <source>What</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>Keycloak now</source>
        <translation>Keycloak 当前</translation>
    </message>
    <message>
        <source>As the project says</source>
        <translation>按项目</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::PlanView</name>
    <message>
        <source>Show where this is set</source>
        <translation>显示其设置位置</translation>
    </message>
    <message>
        <source>Planned changes in Keycloak</source>
        <translation>Keycloak 中计划的更改</translation>
    </message>
    <message>
        <source>What was done in Keycloak</source>
        <translation>已在 Keycloak 中执行的更改</translation>
    </message>
    <message>
        <source>Make the plan to see what would change in Keycloak. Nothing is written yet.</source>
        <translation>生成计划，查看 Keycloak 中会有哪些更改。此时不写入任何内容。</translation>
    </message>
    <message>
        <source>Keycloak was as the project says</source>
        <translation>Keycloak 已与项目一致</translation>
    </message>
    <message>
        <source>Keycloak is as the project says</source>
        <translation>Keycloak 与项目一致</translation>
    </message>
    <message>
        <source>%1 to add, %2 to change</source>
        <translation>添加 %1 项，更改 %2 项</translation>
    </message>
    <message>
        <source>The project or Keycloak changed since; make the plan again before you apply it.</source>
        <translation>项目或 Keycloak 在此之后有更改；重新生成计划后再应用更改。</translation>
    </message>
    <message>
        <source>Applied and read back. Done:</source>
        <translation>已应用并回读。已完成：</translation>
    </message>
    <message>
        <source>Cancelled before anything was written.</source>
        <translation>已取消，没有写入任何内容。</translation>
    </message>
    <message>
        <source>Cancelled. Done until then; apply again to complete it:</source>
        <translation>已取消。在此之前已完成以下各项；再次应用更改即可完成其余部分：</translation>
    </message>
    <message>
        <source>Done until it failed; apply again to complete it:</source>
        <translation>失败之前已完成以下各项；再次应用更改即可完成其余部分：</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::ProjectActions</name>
    <message>
        <source>Project</source>
        <translation>项目</translation>
    </message>
    <message>
        <source>New project</source>
        <translation>新建项目</translation>
    </message>
    <message>
        <source>New project from the sample</source>
        <translation>从示例新建项目</translation>
    </message>
    <message>
        <source>Open project …</source>
        <translation>打开项目…</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Save as …</source>
        <translation>另存为…</translation>
    </message>
    <message>
        <source>Read-only</source>
        <translation>只读</translation>
    </message>
    <message>
        <source>Close project</source>
        <translation>关闭项目</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>编辑</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Undo: %1</source>
        <translation>撤销：%1</translation>
    </message>
    <message>
        <source>Redo: %1</source>
        <translation>重做：%1</translation>
    </message>
    <message>
        <source>Open recent</source>
        <translation>打开最近的项目</translation>
    </message>
    <message>
        <source>No recent projects</source>
        <translation>没有最近的项目</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::ProjectCommands</name>
    <message>
        <source>New project</source>
        <translation>新建项目</translation>
    </message>
    <message>
        <source>%1 was not opened: %2</source>
        <translation>没有打开 %1：%2</translation>
    </message>
    <message>
        <source>Opened %1</source>
        <translation>已打开 %1</translation>
    </message>
    <message>
        <source>Saved %1</source>
        <translation>已保存 %1</translation>
    </message>
    <message>
        <source>%1 was not saved: %2</source>
        <translation>没有保存 %1：%2</translation>
    </message>
    <message>
        <source>Unsaved work restored</source>
        <translation>已恢复未保存的更改</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::ProjectDocument</name>
    <message>
        <source>Untitled</source>
        <translation>未命名</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::RealmController</name>
    <message>
        <source>not named yet</source>
        <translation>尚未指定</translation>
    </message>
    <message>
        <source>%1, client %2</source>
        <translation>%1，客户端 %2</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::RealmPage</name>
    <message>
        <source>Realm and client</source>
        <translation>领域与客户端</translation>
    </message>
    <message>
        <source>Keycloak issues tokens to this client for your gateway.</source>
        <translation>Keycloak 向此客户端签发令牌，供网关使用。</translation>
    </message>
    <message>
        <source>Plan</source>
        <translation>计划</translation>
    </message>
    <message>
        <source>Re-check</source>
        <translation>重新检查</translation>
    </message>
    <message>
        <source>Realm</source>
        <translation>领域（realm）</translation>
    </message>
    <message>
        <source>Users, roles and clients live in it. It is made if it does not exist.</source>
        <translation>用户、角色和客户端都在其中。不存在时会创建。</translation>
    </message>
    <message>
        <source>Client id</source>
        <translation>客户端 ID</translation>
    </message>
    <message>
        <source>The client that stands for your gateway; tokens name it as their audience.</source>
        <translation>代表网关的客户端；令牌以它为受众。</translation>
    </message>
    <message>
        <source>Client secret</source>
        <translation>客户端密钥</translation>
    </message>
    <message>
        <source>Keycloak generates it; applying reads it back and keeps it here. Nobody types it.</source>
        <translation>由 Keycloak 生成；应用更改时读回并保存在这里。无需手动输入。</translation>
    </message>
    <message>
        <source>Scopes</source>
        <translation>作用域</translation>
    </message>
    <message>
        <source>What a login asks for, one a line. openid is required; profile and email fill the user's name and e-mail.</source>
        <translation>登录时请求的作用域，每行一个。openid 必需；profile 和 email 提供用户的姓名和电子邮件地址。</translation>
    </message>
    <message>
        <source>Redirect URIs</source>
        <translation>重定向 URI</translation>
    </message>
    <message>
        <source>Where Keycloak may send a login's answer, one a line, compared exactly. Leave it empty for the gateway's and the applications' own.</source>
        <translation>Keycloak 可以把登录的应答发送到的地址，每行一个，精确匹配。留空则使用网关和应用自身的地址。</translation>
    </message>
    <message>
        <source>Post-logout redirect URIs</source>
        <translation>登出后重定向 URI</translation>
    </message>
    <message>
        <source>Where a user may land after signing out, one a line. Leave it empty for the front pages.</source>
        <translation>用户登出后可以到达的地址，每行一个。留空则使用各首页。</translation>
    </message>
    <message>
        <source>The plan compares the project with Keycloak and lists what would be added or changed; applying makes exactly that, then compares again. Nothing that the project does not declare is deleted. You can cancel at any time: what was done stays, and applying again completes it.</source>
        <translation>计划把项目与 Keycloak 比较，列出要添加或更改的内容；应用更改时只执行这些内容，然后再次比较。项目没有声明的内容不会删除。可以随时取消：已完成的部分会保留，再次应用更改即可完成其余部分。</translation>
    </message>
    <message>
        <source>The authorization service signs users in with the client's id and secret. It accepts tokens of this realm only, and only those whose audience is this client.</source>
        <translation>授权服务使用客户端的 ID 和密钥让用户登录。它只接受此领域的令牌，并且受众必须是此客户端。</translation>
    </message>
    <message>
        <source>None: the client's setting is left alone</source>
        <translation>无：不改动客户端的设置</translation>
    </message>
    <message>
        <source>Back-channel, through the gateway</source>
        <translation>后端通道，经过网关</translation>
    </message>
    <message>
        <source>Back-channel, inside the cluster</source>
        <translation>后端通道，在集群内部</translation>
    </message>
    <message>
        <source>Front-channel, by the browser</source>
        <translation>前端通道，由浏览器通知</translation>
    </message>
    <message>
        <source>How we hear that a session ended elsewhere: in Keycloak, or in another application.</source>
        <translation>会话在别处（Keycloak 或其他应用中）结束时，我们如何得知。</translation>
    </message>
    <message>
        <source>Keycloak's logout page loads %1 in a frame.</source>
        <translation>Keycloak 的登出页会在框架中加载 %1。</translation>
    </message>
    <message>
        <source>Keycloak calls %1 when a session ends.</source>
        <translation>会话结束时，Keycloak 会调用 %1。</translation>
    </message>
    <message>
        <source>Logout notice</source>
        <translation>登出通知</translation>
    </message>
    <message>
        <source>Refresh tokens are good once</source>
        <translation>刷新令牌只能使用一次</translation>
    </message>
    <message>
        <source>Say what “Revoke Refresh Token” is in the realm; applying does not change it. Several replicas then need sessions in Redis.</source>
        <translation>填写领域中“Revoke Refresh Token”的设置；应用更改不会改动它。启用后，多个副本需要把会话保存在 Redis 中。</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::RequestsModel</name>
    <message>
        <source>no answer</source>
        <translation>没有响应</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 ms</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>方法</translation>
    </message>
    <message>
        <source>URL</source>
        <translation>URL</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Duration</source>
        <translation>用时</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::RequestsView</name>
    <message>
        <source>No requests yet. Whatever MeshSSO asks over the network shows here.</source>
        <translation>还没有请求。MeshSSO 经网络发出的请求都显示在这里。</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>请求</translation>
    </message>
    <message>
        <source>Request</source>
        <translation>请求</translation>
    </message>
    <message>
        <source>Response</source>
        <translation>响应</translation>
    </message>
    <message>
        <source>Copy as curl</source>
        <translation>复制为 curl</translation>
    </message>
    <message>
        <source>Secrets are written as $VARIABLES, which you set yourself</source>
        <translation>密钥写成 $VARIABLES，由你自行设置</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::RequirementEditor</name>
    <message>
        <source>All of these</source>
        <translation>满足全部</translation>
    </message>
    <message>
        <source>Any of these</source>
        <translation>满足任一</translation>
    </message>
    <message>
        <source>How the conditions below combine</source>
        <translation>以下条件的组合方式</translation>
    </message>
    <message>
        <source>Condition</source>
        <translation>条件</translation>
    </message>
    <message>
        <source>Add a condition</source>
        <translation>添加条件</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>组</translation>
    </message>
    <message>
        <source>Add a group of conditions</source>
        <translation>添加条件组</translation>
    </message>
    <message>
        <source>Remove the group</source>
        <translation>移除条件组</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>角色</translation>
    </message>
    <message>
        <source>Client role</source>
        <translation>客户端角色</translation>
    </message>
    <message>
        <source>Claim equals</source>
        <translation>声明等于</translation>
    </message>
    <message>
        <source>Claim contains</source>
        <translation>声明包含</translation>
    </message>
    <message>
        <source>Claim matches</source>
        <translation>声明匹配</translation>
    </message>
    <message>
        <source>Scope</source>
        <translation>作用域</translation>
    </message>
    <message>
        <source>Kind of condition</source>
        <translation>条件类型</translation>
    </message>
    <message>
        <source>client</source>
        <translation>客户端</translation>
    </message>
    <message>
        <source>Client</source>
        <translation>客户端</translation>
    </message>
    <message>
        <source>role</source>
        <translation>角色</translation>
    </message>
    <message>
        <source>claim path</source>
        <translation>声明路径</translation>
    </message>
    <message>
        <source>scope</source>
        <translation>作用域</translation>
    </message>
    <message>
        <source>/group</source>
        <translation>/group</translation>
    </message>
    <message>
        <source>Claim path</source>
        <translation>声明路径</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>regular expression</source>
        <translation>正则表达式</translation>
    </message>
    <message>
        <source>value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>Remove the condition</source>
        <translation>移除条件</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::ResourceBrowser</name>
    <message>
        <source>Files of the export</source>
        <translation>导出的文件</translation>
    </message>
    <message>
        <source>Copy file</source>
        <translation>复制文件</translation>
    </message>
    <message>
        <source>What is shown of the file</source>
        <translation>文件的显示内容</translation>
    </message>
    <message>
        <source>The file</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Differences from the last export</source>
        <translation>与上次导出的差异</translation>
    </message>
    <message>
        <source>Differences from the cluster</source>
        <translation>与集群的差异</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Last export</source>
        <translation>上次导出</translation>
    </message>
    <message>
        <source>Cluster</source>
        <translation>集群</translation>
    </message>
    <message>
        <source>No difference to show.</source>
        <translation>没有可显示的差异。</translation>
    </message>
    <message>
        <source>Not compared with the cluster yet.</source>
        <translation>尚未与集群比较。</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::ResourceTreeModel</name>
    <message>
        <source>%1, holds secret values</source>
        <translation>%1，含有密钥的值</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Last export</source>
        <translation>上次导出</translation>
    </message>
    <message>
        <source>Cluster</source>
        <translation>集群</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::ResourcesController</name>
    <message>
        <source># %1 is owned by %2</source>
        <translation># %1 归 %2 所有</translation>
    </message>
    <message>
        <source>Starting the gateway</source>
        <translation>正在启动网关</translation>
    </message>
    <message>
        <source>this machine</source>
        <translation>本机</translation>
    </message>
    <message>
        <source>nothing compiled yet</source>
        <translation>尚未编译</translation>
    </message>
    <message>
        <source>the project has errors</source>
        <translation>项目有错误</translation>
    </message>
    <message>
        <source>changed since the comparison with the cluster</source>
        <translation>与集群比较之后有更改</translation>
    </message>
    <message numerus="yes">
        <source>%n changes to apply</source>
        <translation><numerusform>%n 项更改待应用</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n objects in sync</source>
        <translation><numerusform>%n 个对象已同步</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n files to save</source>
        <translation><numerusform>%n 个文件待保存</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n files saved</source>
        <translation><numerusform>已保存 %n 个文件</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n files differ from the last export</source>
        <translation><numerusform>%n 个文件与上次导出不同</numerusform></translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::ResourcesPage</name>
    <message>
        <source>Mesh resources</source>
        <translation>网格资源</translation>
    </message>
    <message>
        <source>What the project becomes in the mesh: look at it, save it, apply it.</source>
        <translation>项目在网格中生成的资源：查看、保存、应用到集群。</translation>
    </message>
    <message>
        <source>In the cluster</source>
        <translation>集群中的状态</translation>
    </message>
    <message>
        <source>Target</source>
        <translation>目标</translation>
    </message>
    <message>
        <source>Mesh</source>
        <translation>网格</translation>
    </message>
    <message>
        <source>ASM has the provider in its console; the others run our own service.</source>
        <translation>ASM 的提供方在其控制台中；其他目标运行 MeshSSO 自己的授权服务。</translation>
    </message>
    <message>
        <source>Istio</source>
        <translation>Istio</translation>
    </message>
    <message>
        <source>Alibaba Cloud Service Mesh (ASM)</source>
        <translation>阿里云服务网格（ASM）</translation>
    </message>
    <message>
        <source>Envoy on one machine</source>
        <translation>单机 Envoy</translation>
    </message>
    <message>
        <source>API version of Istio's objects</source>
        <translation>Istio 对象的 API 版本</translation>
    </message>
    <message>
        <source>v1 since Istio 1.22; older meshes know v1beta1.</source>
        <translation>Istio 1.22 起为 v1；更早的网格使用 v1beta1。</translation>
    </message>
    <message>
        <source>Authorization service</source>
        <translation>授权服务</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Nothing can be compiled while the project has errors.</source>
        <translation>项目有错误时无法编译。</translation>
    </message>
    <message>
        <source>Show the first error</source>
        <translation>显示第一个错误</translation>
    </message>
    <message>
        <source>Choose folder</source>
        <translation>选择文件夹</translation>
    </message>
    <message>
        <source>Include secrets</source>
        <translation>包含密钥</translation>
    </message>
    <message>
        <source>Secret objects and the certificate's key are written, readable by you alone (0600).</source>
        <translation>写入 Secret 对象和证书的私钥，仅你可以读取（0600）。</translation>
    </message>
    <message>
        <source>Secret objects and the certificate's key are written, readable by you alone (0600), and applied with the rest. The preview masks their values.</source>
        <translation>写入 Secret 对象和证书的私钥，仅你可以读取（0600），并与其余对象一起应用到集群。预览会隐藏它们的值。</translation>
    </message>
    <message>
        <source>The gateway runs with these files</source>
        <translation>网关正以这些文件运行</translation>
    </message>
    <message>
        <source>Folder for the files</source>
        <translation>文件的保存文件夹</translation>
    </message>
    <message>
        <source>Folder: %1</source>
        <translation>文件夹：%1</translation>
    </message>
    <message numerus="yes">
        <source>%n files are in %1.</source>
        <translation><numerusform>%n 个文件位于 %1。</numerusform></translation>
    </message>
    <message>
        <source>Show in the file</source>
        <translation>在文件中显示</translation>
    </message>
    <message>
        <source>Show where this is set</source>
        <translation>显示其设置位置</translation>
    </message>
    <message numerus="yes">
        <source>Save %n files</source>
        <translation><numerusform>保存 %n 个文件</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>Apply %n changes to the cluster</source>
        <translation><numerusform>应用 %n 项更改到集群</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>Take over and apply %n changes</source>
        <translation><numerusform>接管并应用 %n 项更改</numerusform></translation>
    </message>
    <message>
        <source>Start the gateway with these files</source>
        <translation>以这些文件启动网关</translation>
    </message>
    <message>
        <source>Take over fields of other owners?</source>
        <translation>接管其他所有者的字段？</translation>
    </message>
    <message>
        <source>Apply to production?</source>
        <translation>应用到生产环境？</translation>
    </message>
    <message numerus="yes">
        <source>%n objects in %1 are written.</source>
        <translation><numerusform>将写入 %1 中的 %n 个对象。</numerusform></translation>
    </message>
    <message>
        <source>%1, field %2: owned by %3</source>
        <translation>%1，字段 %2：归 %3 所有</translation>
    </message>
    <message>
        <source>Compiles the project into Kubernetes, Istio or Envoy files, shows how they differ from the last export and from the cluster, and saves or applies them. The cluster is asked only when you press Compare; apply checks everything in a dry run first and never deletes.</source>
        <translation>将项目编译为 Kubernetes、Istio 或 Envoy 的文件，显示它们与上次导出和集群的差异，然后保存或应用到集群。按“比较”时才访问集群；应用更改时先以试运行检查全部内容，并且从不删除。</translation>
    </message>
    <message>
        <source>The mesh, the authorization service, and whoever runs kubectl.</source>
        <translation>网格、授权服务，以及运行 kubectl 的人。</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::RolePicker</name>
    <message>
        <source>%1: the project does not declare this role</source>
        <translation>%1：项目没有声明此角色</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::RolesEditor</name>
    <message>
        <source>Realm roles</source>
        <translation>领域角色</translation>
    </message>
    <message>
        <source>Enter edits a cell, Delete removes the role.</source>
        <translation>Enter 编辑单元格，Delete 移除角色。</translation>
    </message>
    <message>
        <source>Add a role</source>
        <translation>添加角色</translation>
    </message>
    <message>
        <source>Remove the role</source>
        <translation>移除角色</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::RolesModel</name>
    <message>
        <source>Role</source>
        <translation>角色</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>说明</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::RuleForm</name>
    <message>
        <source>The user must meet</source>
        <translation>用户必须满足</translation>
    </message>
    <message>
        <source>A role is a realm role in the roles claim; a claim path has dots, as in realm_access.roles. A match is over the whole value.</source>
        <translation>角色是角色声明中的领域角色；声明路径用点分隔，例如 realm_access.roles。匹配针对整个值。</translation>
    </message>
    <message>
        <source>Who may</source>
        <translation>谁可以访问</translation>
    </message>
    <message>
        <source>Rule</source>
        <translation>规则</translation>
    </message>
    <message>
        <source>For logs and explanations; may be empty.</source>
        <translation>用于日志和说明；可以留空。</translation>
    </message>
    <message>
        <source>Anyone, without signing in</source>
        <translation>任何人，无需登录</translation>
    </message>
    <message>
        <source>Any signed-in user</source>
        <translation>任意已登录用户</translation>
    </message>
    <message>
        <source>Users who meet conditions</source>
        <translation>满足条件的用户</translation>
    </message>
    <message>
        <source>Paths</source>
        <translation>路径</translation>
    </message>
    <message>
        <source>One a line, below the application's prefix: /admin/* is /admin and all below it, /admin exactly that; in /users/{*}/orders {*} is any one part. Empty: every path.</source>
        <translation>每行一个，位于应用的前缀之下：/admin/* 表示 /admin 及其下的全部路径，/admin 仅表示它本身；/users/{*}/orders 中的 {*} 表示任意一段。留空：所有路径。</translation>
    </message>
    <message>
        <source>Hosts</source>
        <translation>主机</translation>
    </message>
    <message>
        <source>One a line. Empty: the application's.</source>
        <translation>每行一个。留空：使用应用的主机。</translation>
    </message>
    <message>
        <source>Methods</source>
        <translation>方法</translation>
    </message>
    <message>
        <source>With commas between. Empty: every method.</source>
        <translation>用逗号分隔。留空：所有方法。</translation>
    </message>
    <message>
        <source>CORS preflights pass</source>
        <translation>放行 CORS 预检</translation>
    </message>
    <message>
        <source>Browsers ask before a request from another site, without cookies: such an OPTIONS request to these paths needs no session.</source>
        <translation>浏览器在向其他站点发出请求前会先询问，且不带 Cookie：对这些路径的这种 OPTIONS 请求不需要会话。</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::RulesPanel</name>
    <message>
        <source>Rules are asked from top to bottom, and the first that fits decides. What no rule takes needs a signed-in user.</source>
        <translation>规则从上到下依次检查，由第一条符合的规则决定。没有规则符合的请求需要用户已登录。</translation>
    </message>
    <message>
        <source>Access rules</source>
        <translation>访问规则</translation>
    </message>
    <message>
        <source>Alt+Up and Alt+Down move the rule.</source>
        <translation>Alt+Up 和 Alt+Down 移动规则。</translation>
    </message>
    <message>
        <source>No rule yet: every path needs a signed-in user, whoever it is.</source>
        <translation>还没有规则：所有路径都需要用户已登录，不限用户。</translation>
    </message>
    <message>
        <source>Add rule</source>
        <translation>添加规则</translation>
    </message>
    <message>
        <source>Remove rule</source>
        <translation>移除规则</translation>
    </message>
    <message>
        <source>Move the rule up (Alt+Up)</source>
        <translation>上移规则（Alt+Up）</translation>
    </message>
    <message>
        <source>Move the rule down (Alt+Down)</source>
        <translation>下移规则（Alt+Down）</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::SandboxCard</name>
    <message>
        <source>Set up everything for me</source>
        <translation>自动完成全部设置</translation>
    </message>
    <message>
        <source>Try it in a local sandbox</source>
        <translation>在本地沙盒中试用</translation>
    </message>
    <message>
        <source>Stop the sandbox</source>
        <translation>停止沙盒</translation>
    </message>
    <message>
        <source>Open its project</source>
        <translation>打开沙盒的项目</translation>
    </message>
    <message>
        <source>Local sandbox</source>
        <translation>本地沙盒</translation>
    </message>
    <message>
        <source>Provisions Keycloak and starts the gateway too, so that you can go straight to the login test</source>
        <translation>同时配置 Keycloak 并启动网关，可以直接进行登录测试</translation>
    </message>
    <message>
        <source>A real Keycloak and a real gateway on this machine, with a project of their own. The first start downloads about 250 MB.</source>
        <translation>在本机运行真实的 Keycloak 和真实的网关，并附带专用的项目。首次启动会下载约 250 MB。</translation>
    </message>
    <message>
        <source>Keycloak takes up to a minute to boot.</source>
        <translation>Keycloak 启动最多需要一分钟。</translation>
    </message>
    <message>
        <source>Stopping everything that was started.</source>
        <translation>正在停止所有已启动的程序。</translation>
    </message>
    <message>
        <source>Keycloak, gateway, authorization service and an application run on this machine.</source>
        <translation>Keycloak、网关、授权服务和一个应用正在本机运行。</translation>
    </message>
    <message>
        <source>Keycloak and an application run on this machine. The gateway starts when you apply the mesh resources.</source>
        <translation>Keycloak 和一个应用正在本机运行。应用网格资源的更改时，网关随之启动。</translation>
    </message>
    <message>
        <source>Gateway</source>
        <translation>网关</translation>
    </message>
    <message>
        <source>Keycloak</source>
        <translation>Keycloak</translation>
    </message>
    <message>
        <source>Project</source>
        <translation>项目</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::SandboxController</name>
    <message>
        <source>The sandbox's scripts are not installed here. Install the package meshsso-sandbox, or start MeshSSO from a checkout with ./dev desktop.</source>
        <translation>这里没有安装沙盒的脚本。安装软件包 meshsso-sandbox，或在源码目录中用 ./dev desktop 启动 MeshSSO。</translation>
    </message>
    <message>
        <source>Sandbox: %1</source>
        <translation>沙盒：%1</translation>
    </message>
    <message>
        <source>the sandbox's script ended with %1</source>
        <translation>沙盒的脚本已结束，返回值 %1</translation>
    </message>
    <message>
        <source>Starting the sandbox</source>
        <translation>正在启动沙盒</translation>
    </message>
    <message>
        <source>this machine</source>
        <translation>本机</translation>
    </message>
    <message>
        <source>The sandbox runs: Keycloak at %1, gateway at %2</source>
        <translation>沙盒正在运行：Keycloak 位于 %1，网关位于 %2</translation>
    </message>
    <message>
        <source>The sandbox ended: %1</source>
        <translation>沙盒已结束：%1</translation>
    </message>
    <message>
        <source>The sandbox is stopped</source>
        <translation>沙盒已停止</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::SecretField</name>
    <message>
        <source>Keep</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Keep %1</source>
        <translation>保存%1</translation>
    </message>
    <message>
        <source>Generate</source>
        <translation>生成</translation>
    </message>
    <message>
        <source>Generate %1</source>
        <translation>生成%1</translation>
    </message>
    <message>
        <source>Kept elsewhere</source>
        <translation>保存在别处</translation>
    </message>
    <message>
        <source>Point to an environment variable or a file instead</source>
        <translation>改为指向环境变量或文件</translation>
    </message>
    <message>
        <source>%1 is kept elsewhere</source>
        <translation>%1保存在别处</translation>
    </message>
    <message>
        <source>Where the secret is kept</source>
        <translation>密钥的保存位置</translation>
    </message>
    <message>
        <source>Kept in memory for this session, as %1</source>
        <translation>在本次运行期间保存在内存中，引用为 %1</translation>
    </message>
    <message>
        <source>Kept as %1</source>
        <translation>已保存为 %1</translation>
    </message>
    <message>
        <source>Nothing kept as %1 yet</source>
        <translation>%1 尚未保存任何内容</translation>
    </message>
    <message>
        <source>Not given yet</source>
        <translation>尚未填写</translation>
    </message>
    <message>
        <source>%1 cannot be read now</source>
        <translation>%1 目前无法读取</translation>
    </message>
    <message>
        <source>Looking for %1</source>
        <translation>正在查找 %1</translation>
    </message>
    <message>
        <source>Type to replace it</source>
        <translation>输入以替换</translation>
    </message>
    <message>
        <source>Keeping it …</source>
        <translation>正在保存…</translation>
    </message>
    <message>
        <source>A reference: keychain:NAME, env:VARIABLE or file:PATH. Empty: there is none.</source>
        <translation>引用：keychain:NAME、env:VARIABLE 或 file:PATH。留空：没有密钥。</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::SequenceDiagram</name>
    <message>
        <source>Sequence diagram of the login</source>
        <translation>登录的序列图</translation>
    </message>
    <message>
        <source>No hop yet.</source>
        <translation>还没有跳转步骤。</translation>
    </message>
    <message numerus="yes">
        <source>%n hop(s). Up and Down choose one. Last: %1</source>
        <translation><numerusform>%n 个跳转步骤。用 Up 和 Down 选择。最后一步：%1</numerusform></translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::ServiceSettings</name>
    <message>
        <source> min</source>
        <translation> 分钟</translation>
    </message>
    <message>
        <source>Provider and service</source>
        <translation>提供方和服务</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>提供方</translation>
    </message>
    <message>
        <source>The mesh's extension provider, which the policy names. For ASM it starts with httpextauth- or grpcextauth-.</source>
        <translation>网格的外部授权提供方，由策略引用其名称。对于 ASM，名称以 httpextauth- 或 grpcextauth- 开头。</translation>
    </message>
    <message>
        <source>Service</source>
        <translation>服务</translation>
    </message>
    <message>
        <source>The authorization service's Service as it is in the cluster. ASM: empty means asm-oauth2proxy-PROVIDER.</source>
        <translation>集群中授权服务的 Service。ASM：留空表示 asm-oauth2proxy-PROVIDER。</translation>
    </message>
    <message>
        <source>Namespace</source>
        <translation>命名空间</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>镜像</translation>
    </message>
    <message>
        <source>Replicas</source>
        <translation>副本数</translation>
    </message>
    <message>
        <source>Time limit of a check</source>
        <translation>检查请求的时限</translation>
    </message>
    <message>
        <source>How long the gateway waits for an answer before it refuses.</source>
        <translation>网关等待应答的最长时间，超过后拒绝。</translation>
    </message>
    <message>
        <source> ms</source>
        <translation> ms</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>端口</translation>
    </message>
    <message>
        <source>Port of the metrics</source>
        <translation>指标端口</translation>
    </message>
    <message>
        <source>Session</source>
        <translation>会话</translation>
    </message>
    <message>
        <source>Where sessions are kept</source>
        <translation>会话的保存位置</translation>
    </message>
    <message>
        <source>The cookie needs nothing to run; Redis lets several replicas share and revoke.</source>
        <translation>Cookie 无需运行其他服务；Redis 让多个副本共享并撤销会话。</translation>
    </message>
    <message>
        <source>Encrypted cookie</source>
        <translation>加密的 Cookie</translation>
    </message>
    <message>
        <source>Redis</source>
        <translation>Redis</translation>
    </message>
    <message>
        <source>Cookie secret</source>
        <translation>Cookie 密钥</translation>
    </message>
    <message>
        <source>Lifetime</source>
        <translation>有效期</translation>
    </message>
    <message>
        <source>A session ends after it, however busy.</source>
        <translation>超过此时间会话即结束，无论是否活跃。</translation>
    </message>
    <message>
        <source>Idle time</source>
        <translation>空闲超时</translation>
    </message>
    <message>
        <source>A session ends after it without a request.</source>
        <translation>在此时间内没有请求，会话即结束。</translation>
    </message>
    <message>
        <source>Refresh ahead</source>
        <translation>提前刷新</translation>
    </message>
    <message>
        <source>Tokens are refreshed in the background when the access token has less left.</source>
        <translation>访问令牌的剩余时间少于此值时，在后台刷新令牌。</translation>
    </message>
    <message>
        <source>Grace while Keycloak is away</source>
        <translation>Keycloak 不可用时的宽限</translation>
    </message>
    <message>
        <source>Sessions pass this long after their access token has expired, with the roles it had. 0: not at all.</source>
        <translation>访问令牌过期后，会话仍按其原有角色放行这么久。0：完全不放行。</translation>
    </message>
    <message>
        <source>Memory for sessions</source>
        <translation>用于会话的内存</translation>
    </message>
    <message>
        <source>Opened sessions that each replica keeps at hand, some 5 KB each. The pod&apos;s limit follows.</source>
        <translation>每个副本随时备用的已打开会话，每个约 5 KB。Pod 的内存上限随之而定。</translation>
    </message>
    <message>
        <source> MB</source>
        <translation> MB</translation>
    </message>
    <message>
        <source>Cookie name</source>
        <translation>Cookie 名称</translation>
    </message>
    <message>
        <source>The __Host- prefix is added where it can be.</source>
        <translation>可以使用时会加上 __Host- 前缀。</translation>
    </message>
    <message>
        <source>Cookie domain</source>
        <translation>Cookie 域</translation>
    </message>
    <message>
        <source>Empty: each host has a cookie of its own. A domain: one login serves its hosts.</source>
        <translation>留空：每个主机使用各自的 Cookie。填写域：一次登录适用于其下的主机。</translation>
    </message>
    <message>
        <source>Redis URL</source>
        <translation>Redis URL</translation>
    </message>
    <message>
        <source>Redis password</source>
        <translation>Redis 密码</translation>
    </message>
    <message>
        <source>Proxies, redirects and pages</source>
        <translation>代理、重定向和页面</translation>
    </message>
    <message>
        <source>Trusted proxies</source>
        <translation>受信任的代理</translation>
    </message>
    <message>
        <source>Networks whose X-Forwarded headers are believed, one a line.</source>
        <translation>采信其 X-Forwarded 头的网络，每行一个。</translation>
    </message>
    <message>
        <source>Hosts to return to</source>
        <translation>允许返回的主机</translation>
    </message>
    <message>
        <source>Beside the gateway's own, one a line.</source>
        <translation>除网关自身的主机之外，每行一个。</translation>
    </message>
    <message>
        <source>Path prefix of checks</source>
        <translation>检查请求的路径前缀</translation>
    </message>
    <message>
        <source>Keeps a check apart from a request to the service itself.</source>
        <translation>用于区分检查请求与发给服务本身的请求。</translation>
    </message>
    <message>
        <source>Show a sign-in page first</source>
        <translation>先显示登录页</translation>
    </message>
    <message>
        <source>Otherwise users go to Keycloak at once.</source>
        <translation>否则用户直接转到 Keycloak。</translation>
    </message>
    <message>
        <source>Addresses on this machine</source>
        <translation>本机上的地址</translation>
    </message>
    <message>
        <source>Keycloak</source>
        <translation>Keycloak</translation>
    </message>
    <message>
        <source>Where Envoy finds it.</source>
        <translation>Envoy 访问它的地址。</translation>
    </message>
    <message>
        <source>Authorization service</source>
        <translation>授权服务</translation>
    </message>
    <message>
        <source>Envoy listens at</source>
        <translation>Envoy 的监听地址</translation>
    </message>
    <message>
        <source>A replica that is told to stop still answers this long, until nobody asks it any more.</source>
        <translation>副本收到停止指令后仍会应答这么久，直到不再有请求发来。</translation>
    </message>
    <message>
        <source> s</source>
        <translation> 秒</translation>
    </message>
    <message>
        <source>How the gateway asks</source>
        <translation>网关的检查方式</translation>
    </message>
    <message>
        <source>Port of gRPC checks</source>
        <translation>gRPC 检查请求的端口</translation>
    </message>
    <message>
        <source>Namespace that reads the metrics</source>
        <translation>读取指标的命名空间</translation>
    </message>
    <message>
        <source>Your Prometheus's. Empty: the network policy lets nobody in.</source>
        <translation>Prometheus 所在的命名空间。留空：网络策略不放行任何一方。</translation>
    </message>
    <message>
        <source>Applications</source>
        <translation>应用</translation>
    </message>
    <message>
        <source>NAME=host:port, one a line.</source>
        <translation>NAME=host:port，每行一个。</translation>
    </message>
    <message>
        <source>Seals the session cookie: 32 random bytes. Replacing it signs everybody out; rotating it does not.</source>
        <translation>用于加密会话 Cookie：32 个随机字节。替换它会让所有用户登出，轮换则不会。</translation>
    </message>
    <message>
        <source>Tokens kept with the session</source>
        <translation>随会话保存的令牌</translation>
    </message>
    <message>
        <source>Access token</source>
        <translation>访问令牌</translation>
    </message>
    <message>
        <source>ID token: sign-out needs no question</source>
        <translation>ID 令牌：登出时无需再确认</translation>
    </message>
    <message>
        <source>Earlier cookie secrets</source>
        <translation>先前的 Cookie 密钥</translation>
    </message>
    <message>
        <source>They still open the sessions that they sealed. Forget one when a session's lifetime has passed.</source>
        <translation>它们仍能打开由其加密的会话。会话的有效期过后即可移除。</translation>
    </message>
    <message>
        <source>Holds the sessions, if they are kept there, and who was signed out. With sentinels, the master's name stands in place of host and port.</source>
        <translation>保存会话（如果会话存放在此）以及已登出的记录。使用 Sentinel 时，用主节点名称代替主机和端口。</translation>
    </message>
    <message>
        <source>Redis user</source>
        <translation>Redis 用户</translation>
    </message>
    <message>
        <source>Of an access list (ACL). Empty: the default user.</source>
        <translation>访问控制列表（ACL）中的用户。留空：默认用户。</translation>
    </message>
    <message>
        <source>Authority of its certificate</source>
        <translation>其证书的颁发机构</translation>
    </message>
    <message>
        <source>PEM. Empty: the system's authorities. Only with rediss://.</source>
        <translation>PEM。留空：系统的颁发机构。仅用于 rediss://。</translation>
    </message>
    <message>
        <source>PEM files (*.pem *.crt *.cer);;All files (*)</source>
        <translation>PEM 文件 (*.pem *.crt *.cer);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Sentinels</source>
        <translation>Sentinel</translation>
    </message>
    <message>
        <source>If sentinels watch over it: host:port, one a line.</source>
        <translation>如果由 Sentinel 监控：host:port，每行一个。</translation>
    </message>
    <message>
        <source>It is a Redis Cluster</source>
        <translation>这是 Redis Cluster</translation>
    </message>
    <message>
        <source>The URL then names one of its nodes. Not together with sentinels.</source>
        <translation>此时 URL 指向其中一个节点。不能与 Sentinel 同用。</translation>
    </message>
    <message>
        <source>API tokens and identity headers</source>
        <translation>API 令牌和身份头</translation>
    </message>
    <message>
        <source>Accept API tokens</source>
        <translation>接受 API 令牌</translation>
    </message>
    <message>
        <source>Programs then send the realm's access tokens in Authorization: Bearer, without a session.</source>
        <translation>程序可在 Authorization: Bearer 中发送该领域的访问令牌，无需会话。</translation>
    </message>
    <message>
        <source>Audiences</source>
        <translation>受众</translation>
    </message>
    <message>
        <source>Names in aud that are ours, beside the client's id, one a line.</source>
        <translation>除客户端 ID 外，aud 中属于我们的名称，每行一个。</translation>
    </message>
    <message>
        <source>Allowed clients</source>
        <translation>允许的客户端</translation>
    </message>
    <message>
        <source>Client ids, one a line. Empty: any client of the realm.</source>
        <translation>客户端 ID，每行一个。留空：领域中的任何客户端。</translation>
    </message>
    <message>
        <source>Further issuers</source>
        <translation>其他签发者</translation>
    </message>
    <message>
        <source>Headers from claims</source>
        <translation>来自声明的请求头</translation>
    </message>
    <message>
        <source>What applications get beside the usual headers: header: claim, one a line.</source>
        <translation>应用在常规请求头之外得到的内容：请求头: 声明，每行一个。</translation>
    </message>
    <message numerus="yes">
        <source>%n further issuers in the project file; change them there.</source>
        <translation><numerusform>项目文件中另有 %n 个签发者；在文件中修改。</numerusform></translation>
    </message>
    <message>
        <source>Delay at shutdown</source>
        <translation>停止前的延迟</translation>
    </message>
    <message>
        <source>Both decide the same. Signing in is over HTTP either way.</source>
        <translation>两种方式的判定相同。登录始终使用 HTTP。</translation>
    </message>
    <message>
        <source>Refresh token: renews the access token</source>
        <translation>刷新令牌：用于更新访问令牌</translation>
    </message>
    <message>
        <source>Empty: this version's own. Istio only: ASM runs its own.</source>
        <translation>留空：此版本自带的镜像。仅用于 Istio：ASM 运行自己的服务。</translation>
    </message>
    <message>
        <source>Further logins</source>
        <translation>其他登录</translation>
    </message>
    <message>
        <source>Folder of your own pages</source>
        <translation>自有页面的文件夹</translation>
    </message>
    <message>
        <source>Holds page.html, and logo.svg or logo.png. Empty: the service's own.</source>
        <translation>包含 page.html 以及 logo.svg 或 logo.png。留空：使用服务自带的页面。</translation>
    </message>
    <message>
        <source>ConfigMap of your own pages</source>
        <translation>自有页面的 ConfigMap</translation>
    </message>
    <message>
        <source>Instead of a folder: one that holds them already, in the service's namespace.</source>
        <translation>代替文件夹：服务所在命名空间中已包含这些页面的 ConfigMap。</translation>
    </message>
    <message>
        <source>Name what is missing when denied</source>
        <translation>拒绝时指明缺少什么</translation>
    </message>
    <message>
        <source>The 403 page then says which role or claim. Otherwise only the log does.</source>
        <translation>403 页面会说明缺少哪个角色或声明。否则只记入日志。</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message numerus="yes">
        <source>%n further logins in the project file; change them there.</source>
        <translation><numerusform>项目文件中另有 %n 个登录；在文件中修改。</numerusform></translation>
    </message>
    <message>
        <source>The access token is always kept. Fewer tokens make a smaller cookie.</source>
        <translation>访问令牌始终保存。令牌越少，Cookie 越小。</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::ShortcutSheet</name>
    <message>
        <source>Shortcuts</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>On a page</source>
        <translation>页面上</translation>
    </message>
    <message>
        <source>The page's main action</source>
        <translation>页面的主要操作</translation>
    </message>
    <message>
        <source>Next and previous field</source>
        <translation>下一个和上一个字段</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::StepPage</name>
    <message>
        <source>Show where this is set</source>
        <translation>显示其设置位置</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::Stepper</name>
    <message>
        <source>Steps</source>
        <translation>步骤</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::StepperModel</name>
    <message>
        <source>Set up</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Protect</source>
        <translation>保护</translation>
    </message>
    <message>
        <source>Prove</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1，%2</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::TimeBar</name>
    <message>
        <source>The token does not say when it expires.</source>
        <translation>令牌没有说明何时过期。</translation>
    </message>
    <message>
        <source>Expired %1</source>
        <translation>已过期：%1</translation>
    </message>
    <message>
        <source>Expires %1</source>
        <translation>过期：%1</translation>
    </message>
    <message>
        <source>Issued %1, %2.</source>
        <translation>签发：%1，%2。</translation>
    </message>
    <message>
        <source>Expiry %1.</source>
        <translation>过期时间：%1。</translation>
    </message>
    <message>
        <source>Life of the token</source>
        <translation>令牌的有效期</translation>
    </message>
    <message>
        <source>issued %1</source>
        <translation>签发 %1</translation>
    </message>
    <message>
        <source>expires %1</source>
        <translation>过期 %1</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::TokenPreview</name>
    <message>
        <source>Looking for users</source>
        <translation>正在查找用户</translation>
    </message>
    <message>
        <source>Asking Keycloak for example tokens of %1</source>
        <translation>正在向 Keycloak 请求 %1 的示例令牌</translation>
    </message>
    <message>
        <source>Adding to Keycloak: %1</source>
        <translation>正在添加到 Keycloak：%1</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::TokenPreviewView</name>
    <message>
        <source>Keycloak shows what it would put into the tokens of a user. Nothing is issued and nobody is signed in.</source>
        <translation>Keycloak 显示它会在用户的令牌中写入什么。不会签发令牌，也不会有用户登录。</translation>
    </message>
    <message>
        <source>The project or Keycloak changed since; preview the token again.</source>
        <translation>项目或 Keycloak 在此之后有更改；重新预览令牌。</translation>
    </message>
    <message>
        <source>User</source>
        <translation>用户</translation>
    </message>
    <message>
        <source>Scopes</source>
        <translation>作用域</translation>
    </message>
    <message>
        <source>Preview the token</source>
        <translation>预览令牌</translation>
    </message>
    <message>
        <source>As a login would ask for them, with blanks between.</source>
        <translation>与登录时请求的相同，用空格分隔。</translation>
    </message>
    <message>
        <source>Type a part of the name or e-mail; arrow down chooses.</source>
        <translation>输入姓名或电子邮件地址的一部分；用向下键选择。</translation>
    </message>
    <message>
        <source>Users found</source>
        <translation>找到的用户</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>预览</translation>
    </message>
    <message>
        <source>Access token</source>
        <translation>访问令牌</translation>
    </message>
    <message>
        <source>ID token</source>
        <translation>ID 令牌</translation>
    </message>
    <message>
        <source>Userinfo</source>
        <translation>Userinfo</translation>
    </message>
    <message>
        <source>Where claims come from</source>
        <translation>声明的来源</translation>
    </message>
    <message>
        <source>Mappers</source>
        <translation>映射器</translation>
    </message>
    <message>
        <source>Name a user first.</source>
        <translation>先指定用户。</translation>
    </message>
    <message>
        <source>The tokens of %1 hold what the project needs</source>
        <translation>%1 的令牌包含项目所需的内容</translation>
    </message>
    <message>
        <source>The tokens of %1 lack something that the project needs</source>
        <translation>%1 的令牌缺少项目所需的内容</translation>
    </message>
    <message>
        <source>Type a part of the name or e-mail.</source>
        <translation>输入姓名或电子邮件地址的一部分。</translation>
    </message>
    <message>
        <source>No user of the realm matches.</source>
        <translation>领域中没有匹配的用户。</translation>
    </message>
    <message numerus="yes">
        <source>%n user(s) match.</source>
        <translation><numerusform>%n 个匹配的用户。</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>The first %n user(s); type more to narrow it down.</source>
        <translation><numerusform>前 %n 个用户；继续输入以缩小范围。</numerusform></translation>
    </message>
    <message>
        <source>Write to production?</source>
        <translation>写入生产环境？</translation>
    </message>
    <message>
        <source>The project's Keycloak is in production. This will be added to it: %1</source>
        <translation>项目的 Keycloak 用于生产环境。将向其添加：%1</translation>
    </message>
    <message>
        <source>Add to Keycloak</source>
        <translation>添加到 Keycloak</translation>
    </message>
    <message>
        <source>production</source>
        <translation>生产环境</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::TokenView</name>
    <message numerus="yes">
        <source> … %n more character(s)</source>
        <translation><numerusform> …还有 %n 个字符</numerusform></translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>粘贴</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::TopBar</name>
    <message>
        <source>Findings</source>
        <translation>诊断</translation>
    </message>
    <message>
        <source>Find a command</source>
        <translation>查找命令</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>All commands</source>
        <translation>所有命令</translation>
    </message>
    <message>
        <source>%1 •</source>
        <translation>%1 •</translation>
    </message>
    <message>
        <source>%1, not saved</source>
        <translation>%1，未保存</translation>
    </message>
    <message>
        <source>DEVELOPMENT</source>
        <translation>开发</translation>
    </message>
    <message>
        <source>STAGING</source>
        <translation>预发布</translation>
    </message>
    <message>
        <source>PRODUCTION</source>
        <translation>生产</translation>
    </message>
    <message>
        <source>READ-ONLY</source>
        <translation>只读</translation>
    </message>
    <message numerus="yes">
        <source>%n error(s)</source>
        <translation><numerusform>%n 个错误</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n warning(s)</source>
        <translation><numerusform>%n 个警告</numerusform></translation>
    </message>
    <message>
        <source>No findings</source>
        <translation>没有诊断</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1，%2</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::UserForm</name>
    <message>
        <source>User name</source>
        <translation>用户名</translation>
    </message>
    <message>
        <source>Keycloak keeps it in lower case.</source>
        <translation>Keycloak 以小写保存。</translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation>电子邮件</translation>
    </message>
    <message>
        <source>First name</source>
        <translation>名</translation>
    </message>
    <message>
        <source>Last name</source>
        <translation>姓</translation>
    </message>
    <message>
        <source>Roles</source>
        <translation>角色</translation>
    </message>
    <message>
        <source>Roles that Keycloak gave the user otherwise stay.</source>
        <translation>用户在 Keycloak 中以其他方式得到的角色会保留。</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>密码</translation>
    </message>
    <message>
        <source>Without one the user must exist already, and only its roles are assigned.</source>
        <translation>没有密码时，用户必须已经存在，并且只分配其角色。</translation>
    </message>
    <message>
        <source>The e-mail address is verified</source>
        <translation>电子邮件地址已验证</translation>
    </message>
    <message>
        <source>Some servers refuse users whose address is not.</source>
        <translation>有些服务不接受地址未验证的用户。</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::UsersController</name>
    <message>
        <source>%1, %2</source>
        <translation>%1，%2</translation>
    </message>
    <message numerus="yes">
        <source>%n user(s)</source>
        <translation><numerusform>%n 个用户</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n role(s)</source>
        <translation><numerusform>%n 个角色</numerusform></translation>
    </message>
    <message>
        <source>Add a role</source>
        <translation>添加角色</translation>
    </message>
    <message>
        <source>Remove a role</source>
        <translation>移除角色</translation>
    </message>
    <message>
        <source>Rename a role</source>
        <translation>重命名角色</translation>
    </message>
    <message>
        <source>Describe a role</source>
        <translation>更改角色的说明</translation>
    </message>
    <message>
        <source>Add a user</source>
        <translation>添加用户</translation>
    </message>
    <message>
        <source>Remove a user</source>
        <translation>移除用户</translation>
    </message>
    <message>
        <source>Roles of a user</source>
        <translation>用户的角色</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::UsersEditor</name>
    <message>
        <source>Users</source>
        <translation>用户</translation>
    </message>
    <message>
        <source>The fields of the chosen user stand below. Delete removes it.</source>
        <translation>所选用户的字段在下方。Delete 移除用户。</translation>
    </message>
    <message>
        <source>Add a user</source>
        <translation>添加用户</translation>
    </message>
    <message>
        <source>Remove the user</source>
        <translation>移除用户</translation>
    </message>
    <message>
        <source>The login test signs in</source>
        <translation>登录测试使用的用户</translation>
    </message>
    <message>
        <source>nobody: no user has a password here</source>
        <translation>无：这里没有设有密码的用户</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::UsersModel</name>
    <message>
        <source>%1 %2</source>
        <comment>first and last name</comment>
        <translation>%2 %1</translation>
    </message>
    <message>
        <source>%1 (not verified)</source>
        <translation>%1（未验证）</translation>
    </message>
    <message>
        <source>none: exists already</source>
        <translation>无：已经存在</translation>
    </message>
    <message>
        <source>User name</source>
        <translation>用户名</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation>电子邮件</translation>
    </message>
    <message>
        <source>Roles</source>
        <translation>角色</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>密码</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::UsersPage</name>
    <message>
        <source>Users and claims</source>
        <translation>用户与声明</translation>
    </message>
    <message>
        <source>Who may have which role, and what the tokens say about them.</source>
        <translation>谁可以拥有哪个角色，以及令牌如何描述他们。</translation>
    </message>
    <message>
        <source>Realm roles</source>
        <translation>领域角色</translation>
    </message>
    <message>
        <source>Users</source>
        <translation>用户</translation>
    </message>
    <message>
        <source>Users that the project brings along, such as the one for the login test. The realm's other users stay as they are.</source>
        <translation>项目自带的用户，例如登录测试的用户。领域中的其他用户保持不变。</translation>
    </message>
    <message>
        <source>Claims</source>
        <translation>声明</translation>
    </message>
    <message>
        <source>Plan</source>
        <translation>计划</translation>
    </message>
    <message>
        <source>Token preview</source>
        <translation>令牌预览</translation>
    </message>
    <message>
        <source>Re-check</source>
        <translation>重新检查</translation>
    </message>
    <message>
        <source>Roles claim</source>
        <translation>角色声明</translation>
    </message>
    <message>
        <source>The token's claim that holds the user's realm roles.</source>
        <translation>令牌中保存用户领域角色的声明。</translation>
    </message>
    <message>
        <source>Client scope of the roles</source>
        <translation>角色的客户端作用域</translation>
    </message>
    <message>
        <source>Holds the mapper; it becomes a default scope of the client.</source>
        <translation>包含映射器；它成为客户端的默认作用域。</translation>
    </message>
    <message>
        <source>Client scope of the audience</source>
        <translation>受众的客户端作用域</translation>
    </message>
    <message>
        <source>Holds the mapper that names the client in aud. A scope of its own: one that is restricted to roles is lost whole for users who lack them.</source>
        <translation>包含在 aud 中写入客户端的映射器。单独使用一个作用域：限定角色的作用域对于没有这些角色的用户会整个失效。</translation>
    </message>
    <message>
        <source>Groups claim</source>
        <translation>组声明</translation>
    </message>
    <message>
        <source>The claim that access rules read groups from.</source>
        <translation>访问规则从此声明读取组。</translation>
    </message>
    <message>
        <source>Roles in the token</source>
        <translation>令牌中的角色</translation>
    </message>
    <message>
        <source>Roles that may enter the token</source>
        <translation>可以写入令牌的角色</translation>
    </message>
    <message>
        <source>None ticked: every role that the project declares.</source>
        <translation>全不勾选：项目声明的所有角色。</translation>
    </message>
    <message>
        <source>Roles are made in the realm, users are made with the password you keep for them, and two client scopes put roles and audience into the tokens. It is one plan with the realm and the client. The preview asks Keycloak what a user's tokens would hold, and names the mapper that is missing where something is.</source>
        <translation>角色在领域中创建，用户以你为其保存的密码创建，两个客户端作用域把角色和受众写入令牌。这与领域和客户端属于同一个计划。预览向 Keycloak 询问用户的令牌会包含什么，缺少内容时指出缺少哪个映射器。</translation>
    </message>
    <message>
        <source>Access rules read roles and groups from the access token. The authorization service refuses tokens whose audience is not the client. The login test signs in as the user chosen here.</source>
        <translation>访问规则从访问令牌读取角色和组。授权服务不接受受众不是该客户端的令牌。登录测试以这里选择的用户登录。</translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::ValidityBar</name>
    <message>
        <source>Issued %1</source>
        <translation>签发：%1</translation>
    </message>
    <message>
        <source>Expires %1</source>
        <translation>过期：%1</translation>
    </message>
    <message>
        <source>%1, %2, %3</source>
        <translation>%1，%2，%3</translation>
    </message>
    <message numerus="yes">
        <source>valid only in %n days</source>
        <translation><numerusform>%n 天后才生效</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>expired %n days ago</source>
        <translation><numerusform>已过期 %n 天</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n days left</source>
        <translation><numerusform>剩余 %n 天</numerusform></translation>
    </message>
</context>
</TS>
