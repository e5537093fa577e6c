#include "engine/pages/BuiltInDesign.h"

namespace meshsso::engine {

std::string_view builtInTemplate() noexcept
{
    return R"(<!DOCTYPE html>
<html lang="{{lang}}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark"><title>{{title}}</title>
<style>
body{font:1rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;margin:0;padding:max(1rem,12vh) 1rem 2rem;background:#f3f4f7;color:#1b2130}
main{box-sizing:border-box;max-width:30rem;margin:0 auto;padding:2.25rem;background:#fff;border:1px solid #d9dde6;border-radius:.75rem;overflow-wrap:anywhere}
img{display:block;max-width:12rem;max-height:4rem;margin:0 0 1.5rem}
h1{font-size:1.5rem;line-height:1.3;margin:0 0 .75rem;text-wrap:balance}
p{margin:0 0 1rem}ul{margin:0 0 1rem;padding:0 0 0 1.25rem}li{margin:0 0 .35rem}
.action{margin:1.75rem 0 0}
.action a{display:inline-block;padding:.65rem 1.35rem;border-radius:.45rem;background:#1d4ed8;color:#fff;font-weight:600;text-decoration:none}
.action a:hover{background:#1a44bd}
a:focus-visible{outline:3px solid #1d4ed8;outline-offset:3px}
.reference{margin:1.75rem 0 0;padding:1rem 0 0;border-top:1px solid #e4e7ee;font-size:.875rem;color:#525c70}
code{font-family:ui-monospace,"DejaVu Sans Mono",Consolas,monospace;font-size:1em;color:#1b2130}
@media(max-width:30rem){body{padding:1rem .75rem}main{padding:1.5rem 1.25rem}.action a{display:block;text-align:center}}
@media(prefers-color-scheme:dark){body{background:#11141b;color:#e7eaf1}main{background:#1a1f2a;border-color:#303848}.action a{background:#8fb0ff;color:#0d1526}.action a:hover{background:#a9c2ff}a:focus-visible{outline-color:#c9d8ff}.reference{color:#a7b0c2;border-color:#303848}code{color:#e7eaf1}}
</style></head>
<body><main>{{logo}}<h1>{{title}}</h1>
{{message}}{{action}}{{reference}}</main></body></html>
)";
}

} // namespace meshsso::engine
