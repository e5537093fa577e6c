#include "engine/pages/PageTexts.h"

namespace meshsso::engine {

PageText chineseText(PageId id) noexcept
{
    switch (id) {
    case PageId::SignIn:
        return {"登录", "您需要先登录才能继续。", "使用 OpenID Connect 登录"};
    case PageId::SignInNeeded:
        return {"请登录", "您尚未登录，因此无法完成此请求。", "登录"};
    case PageId::SignInAgain:
        return {"请重新登录",
                "登录耗时过长，或者是在另一个浏览器中开始的。您的帐户没有问题，请从这里重新开始。",
                "重新开始"};
    case PageId::SignInCancelled:
        return {"登录已取消", "您或登录服务取消了登录。", "重试"};
    case PageId::SignInExpired:
        return {"登录未成功", "登录耗时过长，或者登录页面被加载了两次。请重新开始。", "重新开始"};
    case PageId::SignInNotAccepted:
        return {"登录未成功", "登录服务没有接受此请求。如果再次出现，请将下方的查询编号告知管理员。", "重试"};
    case PageId::SignInRefused:
        return {"登录未成功", "本站无法接受登录服务返回的结果。请将下方的查询编号告知管理员。", "重试"};
    case PageId::SignInTooLarge:
        return {"登录未成功", "您的帐户数据过多，浏览器无法为本站保存。请将下方的查询编号告知管理员。",
                "重试"};
    case PageId::SignInUnavailable:
        return {"暂时无法登录", "目前无法连接登录服务。请稍后再试。", "重试"};
    case PageId::SignInLoop:
        return {"反复要求您登录",
                "您已多次登录，但本站之后仍无法识别您。为避免浏览器不停跳转，我们在此停下。常见原因：\n"
                "- 浏览器没有保存本站的 Cookie：Cookie 被阻止，或者过大。\n"
                "- 您打开本站时使用的地址不是它应有的地址。\n"
                "- 地址以 http:// 而不是 https:// 开头。\n"
                "- 时钟不准：您的电脑或某台服务器的时间有误。\n"
                "请确认浏览器允许 Cookie 且地址正确，然后再试一次。如果仍然不行，请将下方的查询编号"
                "告知管理员。",
                "重试"};
    case PageId::SignInNotInChecks:
        return {"反复要求您登录",
                "您已多次登录，浏览器也向我们出示了登录状态；但本站的网关在询问您能否访问时，没有告诉我们您已"
                "登录。"
                "为避免浏览器不停跳转，我们在此停下。\n"
                "您无需进行任何操作。请将下方的查询编号告知管理员，并说明：网关的列表 "
                "includeRequestHeadersInCheck 必须包含请求头 cookie。",
                "重试"};
    case PageId::HostNotServed:
        return {"此处无法登录", "无法在此地址登录。请使用管理员提供的地址。", ""};
    case PageId::LinkNotValid:
        return {"此链接无效", "将您带到这里的链接指向一个本站不会返回的地址。", "前往首页"};
    case PageId::ConfirmSignOut:
        return {"要退出登录吗？", "另一个网站将您带到这里退出登录。", "退出登录"};
    case PageId::SignedOut:
        return {"您已退出登录", "现在可以关闭此窗口。", "重新登录"};
    case PageId::SignOutUnavailable:
        return {"尚未退出登录", "目前无法退出登录，您仍处于登录状态。请稍后再试。", "重试"};
    case PageId::ForeignSignOut:
        return {"未退出登录", "另一个网站试图让您退出登录。您在本站仍处于登录状态。", "前往首页"};
    case PageId::Forbidden:
        return {"您无权打开此页面",
                "您已登录，但您的帐户不允许执行此操作。如果应当允许，请将下方的查询编号告知管理员。",
                "退出登录"};
    case PageId::Unavailable:
        return {"暂时不可用", "目前无法确认您是否已登录。您无需重新登录，请稍后刷新此页面。", "重试"};
    case PageId::RequestRefused:
        return {"此地址无效", "本站不接受这种形式的请求。", "前往首页"};
    case PageId::NotFound:
        return {"没有此页面", "登录服务在此地址没有页面。", "前往首页"};
    case PageId::MethodNotAllowed:
        return {"此页面不接受这种请求", "页面存在，但不能以这种方式使用。", "前往首页"};
    }
    return {};
}

} // namespace meshsso::engine
