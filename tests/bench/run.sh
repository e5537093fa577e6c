#!/usr/bin/env bash
# Measures the check endpoint of the release server beside a bare Beast server and nginx, in one run on one machine:
# requests per second, latency, CPU time a request, memory, start-up. Called by ./dev bench, which builds first.
#
#   tests/bench/run.sh [--seconds N] [--connections N] [--json] [--synthetic]
#
# The session is one of a real login: bench_session boots Keycloak and Envoy, signs in, and ends them before anything is
# measured. --synthetic makes one of the same format instead, without Keycloak (quick, for comparing two builds).
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
build="${MESHSSO_BENCH_BUILD:-$root/.build/bench}"
seconds=8 connections=16 as_json=0 synthetic=0
while [ $# -gt 0 ]; do
    case "$1" in
    --seconds) seconds="$2"; shift 2 ;;
    --connections) connections="$2"; shift 2 ;;
    --json) as_json=1; shift ;;
    --synthetic) synthetic=1; shift ;;
    *) echo "usage: run.sh [--seconds N] [--connections N] [--json] [--synthetic]" >&2; exit 2 ;;
    esac
done

server="$build/authserver/meshsso-authserver"
for program in "$server" "$build/tests/bench/bench_bare" "$build/tests/bench/bench_cookie" \
    "$build/tests/bench/bench_session"; do
    [ -x "$program" ] || { echo "error: $program is missing. Fix: ./dev bench builds it" >&2; exit 2; }
done
for tool in wrk nginx curl python3; do
    command -v "$tool" >/dev/null || { echo "error: $tool is missing. Fix: ./dev bench installs it" >&2; exit 2; }
done

work="$(mktemp -d)"
pids=()
cleanup() {
    for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
    wait 2>/dev/null || true
    rm -rf "$work"
}
trap cleanup EXIT

read -r bare_port nginx_port < <(python3 - <<'PY'
import socket
sockets = [socket.socket() for _ in range(2)]
for s in sockets:
    s.bind(("127.0.0.1", 0))
print(*(s.getsockname()[1] for s in sockets))
PY
)
workers="$(nproc)"
host=app.example.com

# CPU time used so far by a process and its children's processes, in microseconds.
cpu_micros() {
    local total=0 pid ticks
    for pid in "$1" $(pgrep -P "$1" || true); do
        ticks=$(sed 's/.*) //' "/proc/$pid/stat" | awk '{print $12 + $13}')
        total=$((total + ticks))
    done
    echo $((total * 1000000 / $(getconf CLK_TCK)))
}
rss_kb() {
    local total=0 pid
    for pid in "$1" $(pgrep -P "$1" || true); do
        total=$((total + $(awk '/^VmRSS/ {print $2}' "/proc/$pid/status")))
    done
    echo "$total"
}
wait_http() {
    for _ in $(seq 200); do
        curl -s -o /dev/null "$1" && return 0
        sleep 0.02
    done
    echo "error: nothing answers at $1" >&2
    exit 1
}

# --- our server ---
if [ "$synthetic" = 0 ]; then
    echo "signing in at a real Keycloak for a session to measure with (its boot takes up to a minute)" >&2
    "$build/tests/bench/bench_session" "$work/session"
    cookie="$(cat "$work/session/cookie")"
    host="$(cat "$work/session/host")"
    config="$work/session/server.yaml"
else
    head -c 32 /dev/urandom | base64 -w0 | tr '+/' '-_' | tr -d '=' >"$work/cookie-secret"
    printf 'bench' >"$work/client-secret"
    config="$work/server.yaml"
    cat >"$config" <<YAML
apiVersion: meshsso/v1
kind: AuthServerConfig
listen:
  address: 127.0.0.1
  port: 0
  metricsPort: -1
provider:
  issuer: https://sso.invalid/realms/Test-oidc
  internalUrl: http://127.0.0.1:9
  clientId: oauth2proxy
  clientSecret: "file:client-secret"
session:
  cookieSecrets: ["file:cookie-secret"]
allowedHosts: [$host]
YAML
    chmod 600 "$work"/*-secret
    cookie="$("$build/tests/bench/bench_cookie" "$work/cookie-secret")"
fi

# From exec to the line that says it listens; the fastest of five, since a start is too short to average.
startup_ms=999999
for _ in 1 2 3 4 5; do
    ms=$(python3 - "$server" "$config" <<'PY'
import subprocess, sys, time
start = time.monotonic()
p = subprocess.Popen([sys.argv[1], "--config", sys.argv[2]], stderr=subprocess.PIPE)
for line in p.stderr:
    if b"server.listening" in line:
        print(f"{(time.monotonic() - start) * 1000:.1f}")
        break
p.terminate()
p.stderr.read()
p.wait()
PY
)
    startup_ms=$(python3 -c "print(min($startup_ms, ${ms:-999999}))")
done

"$server" --config "$config" 2>"$work/log" &
ours=$!
pids+=("$ours")
for _ in $(seq 200); do
    grep -q server.listening "$work/log" && break
    sleep 0.02
done
port=$(sed -n 's/.*"server.listening".*"port":\([0-9]*\).*/\1/p' "$work/log")
[ -n "$port" ] || { cat "$work/log" >&2; exit 1; }
sleep 1
idle_kb=$(rss_kb "$ours")

target=/_check/headers
curl -s -D "$work/headers" -o /dev/null -H "Host: $host" -H "Cookie: $cookie" "http://127.0.0.1:$port$target"
head -1 "$work/headers" | grep -q ' 200' || { echo "error: the check was not allowed:" >&2; head -1 "$work/headers" >&2; exit 1; }
sed -i 1d "$work/headers"

# --- the yardsticks ---
"$build/tests/bench/bench_bare" "$bare_port" "$workers" "$work/headers" &
bare=$!
pids+=("$bare")
cat >"$work/nginx.conf" <<CONF
daemon off;
worker_processes $workers;
pid $work/nginx.pid;
error_log stderr crit;
events { worker_connections 1024; }
http {
    access_log off;
    keepalive_requests 1000000000;
    large_client_header_buffers 4 64k;
    client_body_temp_path $work; proxy_temp_path $work; fastcgi_temp_path $work; uwsgi_temp_path $work; scgi_temp_path $work;
    server { listen 127.0.0.1:$nginx_port; location / { return 200; } }
}
CONF
nginx -p "$work" -c "$work/nginx.conf" 2>/dev/null &
nginx=$!
pids+=("$nginx")
wait_http "http://127.0.0.1:$bare_port/"
wait_http "http://127.0.0.1:$nginx_port/"

cat >"$work/report.lua" <<'LUA'
done = function(summary, latency, requests)
    local errors = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.status + summary.errors.timeout
    io.write(string.format("RESULT %d %d %.0f %.0f %d\n", summary.requests, summary.duration,
        latency:percentile(50), latency:percentile(99), errors))
end
LUA

# load NAME PID PORT: one line "name requests/s p50 p99 cpu rss errors" (microseconds, KiB).
load() {
    local name="$1" pid="$2" port="$3" before after line
    local run=(wrk -t 2 -c "$connections" -H "Host: $host" -H "Cookie: $cookie" -H "X-Request-Id: 0f3b11c2-bench"
        -s "$work/report.lua" "http://127.0.0.1:$port$target")
    "${run[@]}" -d 1 >/dev/null
    before=$(cpu_micros "$pid")
    line=$("${run[@]}" -d "$seconds" | sed -n 's/^RESULT //p')
    after=$(cpu_micros "$pid")
    # shellcheck disable=SC2086
    set -- $line
    python3 -c "print('$name', round($1 / ($2 / 1e6)), $3, $4, round(($after - $before) / $1, 1), $(rss_kb "$pid"), $5)"
}
{
    load meshsso "$ours" "$port"
    load bare-beast "$bare" "$bare_port"
    load nginx "$nginx" "$nginx_port"
} >"$work/results"

python3 - "$work/results" "$startup_ms" "$idle_kb" "${#cookie}" "$connections" "$as_json" <<'PY'
import json, sys
path, startup, idle, cookie, connections, as_json = sys.argv[1:]
rows = {}
for line in open(path):
    name, rps, p50, p99, cpu, rss, errors = line.split()
    rows[name] = dict(rps=int(rps), p50_us=int(p50), p99_us=int(p99), cpu_us=float(cpu), rss_kb=int(rss), errors=int(errors))
ours, bare = rows["meshsso"], rows["bare-beast"]
ratio = ours["cpu_us"] / bare["cpu_us"]
goals = [
    ("CPU per request at most 70 us", ours["cpu_us"] <= 70, f'{ours["cpu_us"]} us'),
    ("at most twice bare Beast", ratio <= 2, f"{ratio:.2f} times"),
    ("RSS under 20 MB idle", int(idle) < 20 * 1024, f"{int(idle) / 1024:.1f} MB"),
    ("listening in under 50 ms", float(startup) < 50, f"{startup} ms"),
    ("no failed request", all(r["errors"] == 0 for r in rows.values()), str(sum(r["errors"] for r in rows.values()))),
]
if as_json == "1":
    print(json.dumps(dict(servers=rows, cpu_ratio_to_bare_beast=round(ratio, 2), idle_rss_kb=int(idle), startup_ms=float(startup),
                          cookie_bytes=int(cookie), connections=int(connections), goals={g: ok for g, ok, _ in goals}), indent=2))
else:
    print(f"Check endpoint, keep-alive, {connections} connections, Cookie header of {cookie} bytes\n")
    print(f'{"":12}{"requests/s":>12}{"p50 us":>9}{"p99 us":>9}{"CPU us/req":>12}{"RSS MB":>9}{"CPU ratio":>11}')
    for name, r in rows.items():
        print(f'{name:12}{r["rps"]:>12}{r["p50_us"]:>9}{r["p99_us"]:>9}{r["cpu_us"]:>12}{r["rss_kb"] / 1024:>9.1f}{r["cpu_us"] / bare["cpu_us"]:>11.2f}')
    print()
    for goal, ok, value in goals:
        print(f'{"ok  " if ok else "MISS"}  {goal}: {value}')
sys.exit(0 if all(ok for _, ok, _ in goals) else 1)
PY
