# Starts, watches and stops the sandbox's parts: Keycloak, Envoy, our server, the echo application. Sourced by
# ./dev demo and by the real tests, after common.sh. Everything listens on 127.0.0.1 only, logs go to
# $SANDBOX_DIR/logs, and every child is ended by its own process id.
#
#   sandbox_init DIR                     private folder (made, 0700) and the clean-up trap's state
#   start_keycloak PORT                  needs KC_BOOTSTRAP_ADMIN_USERNAME and _PASSWORD in the environment
#   start_echo PORT                      the echo application
#   start_authserver BINARY CONFIG       meshsso-authserver
#   start_envoy CONFIG                   the gateway
#   wait_http NAME URL SECONDS [curl arguments]
#   stop_all                             also for a trap
# shellcheck shell=bash

SANDBOX_DIR=''
SANDBOX_NAMES=()
SANDBOX_PIDS=()

sandbox_init() {
    SANDBOX_DIR="$1"
    mkdir -p "$SANDBOX_DIR/logs"
    chmod 700 "$SANDBOX_DIR"
}

# start_part NAME COMMAND...: runs it in the background with its own log; remembers its pid.
start_part() {
    local name="$1"
    shift
    "$@" </dev/null >"$SANDBOX_DIR/logs/$name.log" 2>&1 &
    SANDBOX_NAMES+=("$name")
    SANDBOX_PIDS+=("$!")
}

# The pid of a started part, or nothing.
part_pid() {
    local i
    for i in "${!SANDBOX_NAMES[@]}"; do
        [ "${SANDBOX_NAMES[i]}" = "$1" ] && echo "${SANDBOX_PIDS[i]}"
    done
    return 0
}

# part_failed NAME: says why it ended, as well as its log tells.
part_failed() {
    local name="$1" log="$SANDBOX_DIR/logs/$1.log" reason='' fix="see $SANDBOX_DIR/logs/$1.log"
    if grep -q -i -E 'address already in use|port.*(already in use|already bound)|EADDRINUSE' "$log" 2>/dev/null; then
        reason=': another program took its port'
        fix='run it again (ports are chosen anew)'
    else
        tail -5 "$log" >&2 2>/dev/null || true
    fi
    die_with 1 "$name did not start$reason" "$fix"
}

# wait_http NAME URL SECONDS [curl arguments]: until the URL answers below 400. Says how long it has waited, and
# gives up early when the part's process has ended.
wait_http() {
    local name="$1" url="$2" limit="$3" pid started=$SECONDS told=0 waited
    shift 3
    pid="$(part_pid "$name")"
    until curl --silent --fail --output /dev/null --max-time 5 --noproxy '*' "$@" "$url"; do
        if [ -n "$pid" ] && ! kill -0 "$pid" 2>/dev/null; then
            part_failed "$name"
        fi
        waited=$((SECONDS - started))
        if [ "$waited" -ge "$limit" ]; then
            die_with 3 "$name did not answer at $url within $limit s" \
                "$([ -n "$pid" ] && echo "see $SANDBOX_DIR/logs/$name.log" || echo 'is it running, and is the URL right?')"
        fi
        if [ "$waited" -ge $((told + 10)) ]; then
            told=$waited
            note "still waiting for $name ($waited s)"
        fi
        sleep 0.25
    done
    note "$name answers after $((SECONDS - started)) s"
}

# start_keycloak PORT: Keycloak in development mode with its database in memory.
start_keycloak() {
    local port="$1" kc dist home="$SANDBOX_DIR/keycloak"
    kc="$("$MESHSSO_SCRIPTS/fetch.sh" keycloak)"
    dist="$(cd "$(dirname "$kc")/.." && pwd)"
    # A home of its own, for what it writes, around the shared libraries. kc.sh finds its home from its own place.
    mkdir -p "$home/data" "$home/providers" "$home/themes"
    cp -r "$dist/bin" "$dist/conf" "$home/"
    ln -s "$dist/lib" "$home/lib"
    start_part keycloak "$home/bin/kc.sh" start-dev --db=dev-mem --http-host=127.0.0.1 --http-port="$port" \
        --proxy-headers=xforwarded
}

# start_echo PORT: answers as httpbin's /headers does.
start_echo() {
    start_part echo python3 "$MESHSSO_SCRIPTS/echo_app.py" "$1"
}

# start_authserver BINARY CONFIG
start_authserver() {
    start_part authserver "$1" --config "$2"
}

# start_envoy CONFIG: the gateway. No admin listener, no hot restart (which would share memory between sandboxes).
start_envoy() {
    local envoy
    envoy="$("$MESHSSO_SCRIPTS/fetch.sh" envoy)"
    start_part envoy "$envoy" --config-path "$1" --disable-hot-restart --concurrency 2 --log-level warning
}

# stop_part NAME: ends one part now, as a test of restarts needs it.
stop_part() {
    local i
    for i in "${!SANDBOX_NAMES[@]}"; do
        if [ "${SANDBOX_NAMES[i]}" = "$1" ]; then
            end_process "${SANDBOX_PIDS[i]}"
            unset "SANDBOX_NAMES[i]" "SANDBOX_PIDS[i]"
        fi
    done
}

# end_process PID: politely, and after 10 s for good.
end_process() {
    local waited=0
    kill "$1" 2>/dev/null || return 0
    while kill -0 "$1" 2>/dev/null; do
        waited=$((waited + 1))
        [ "$waited" -eq 100 ] && kill -KILL "$1" 2>/dev/null
        sleep 0.1
    done
    wait "$1" 2>/dev/null || true
}

# stop_all: asks every part to end, then waits for each.
stop_all() {
    local i
    for i in "${!SANDBOX_PIDS[@]}"; do
        kill "${SANDBOX_PIDS[i]}" 2>/dev/null || true
    done
    for i in "${!SANDBOX_PIDS[@]}"; do
        end_process "${SANDBOX_PIDS[i]}"
    done
    SANDBOX_NAMES=()
    SANDBOX_PIDS=()
}
