"""The table and the goals, as text."""


def table(cases):
    lines = [f'{"":40}{"conn":>5}{"req/s":>9}{"p50 us":>9}{"p99 us":>9}{"CPU us/req":>12}{"ratio":>8}{"RSS MB":>9}']
    for case in cases:
        lines.append(f"{case.name:40}{case.connections:>5}{case.rate:>9.0f}{case.p50:>9.0f}{case.p99:>9.0f}"
                     f"{case.cpu:>12.1f}{case.ratio:>8.2f}{case.rss:>9.1f}")
    return "\n".join(lines)


def goals(entries):
    """Of (text, value, limit, unit): at most the limit."""
    lines = []
    for text, value, limit, unit in entries:
        mark = "ok  " if value <= limit else "MISS"
        lines.append(f"{mark}  {text}: {value:.2f} (at most {limit:g}){unit}")
    return "\n".join(lines)
