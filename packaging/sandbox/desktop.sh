#!/usr/bin/env bash
# The sandbox of the desktop application: starts an empty Keycloak and the echo application, writes a project for
# them, and starts Envoy and our server when it is told to. Speaks JSON, a line each, on standard output:
#   {"event":"progress","text":"...","done":1,"total":4}
#   {"event":"ready","project":"FILE","gateway":"URL","keycloak":"URL","deployed":"yes|no"}
#   {"event":"deployed"}   {"event":"deploy-failed","what":"...","fix":"..."}
#   {"event":"error","what":"...","fix":"..."}
# Takes commands, a line each, on standard input:
#   deploy<TAB>EXPORT FOLDER<TAB>SERVER CONFIGURATION<TAB>GATEWAY URL<TAB>SERVER URL
# It stops everything it started at the end of standard input, on SIGTERM and SIGINT, and when a part dies.
#
#   desktop.sh --state FOLDER [--programs FOLDER] [--complete]
# --programs says where meshsso is, for meshssoctl and meshsso-authserver beside it; --complete provisions Keycloak
# and starts the gateway before it is ready.
set -euo pipefail
# Whoever reads us may be gone; that must not keep us from cleaning up.
trap '' PIPE
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
# An installed package is not ours to write to: downloads go to the operator's own cache.
if [ ! -w "$here/../.." ]; then
    export MESHSSO_CACHE="${XDG_CACHE_HOME:-$HOME/.cache}/meshsso"
fi
. "$here/common.sh"
. "$here/packages.sh"
. "$here/sandbox.sh"

state='' programs='' complete=no
kc='' https='' http='' auth='' metrics='' echo_port=''
fetching='' watcher='' waiting=''

quote() { python3 -c 'import json, sys; sys.stdout.write(json.dumps(sys.argv[1]))' "$1"; }

# tell EVENT [KEY VALUE]...: a line of JSON.
tell() {
    local line="{\"event\":$(quote "$1")"
    shift
    while [ $# -ge 2 ]; do
        line="$line,$(quote "$1"):$(quote "$2")"
        shift 2
    done
    printf '%s}\n' "$line" 2>/dev/null || true
}
progress() { printf '{"event":"progress","text":%s,"done":%d,"total":5}\n' "$(quote "$2")" "$1" 2>/dev/null || true; }

# As common.sh's, and for the program too. In a deployment it ends the deployment only.
die_with() {
    local code="$1" what="$2" fix="${3:-}"
    printf 'error: %s%s\n' "$what" "${fix:+. Fix: $fix}" >&2 2>/dev/null || true
    if [ "${in_deploy:-no}" = yes ]; then
        tell deploy-failed what "$what" fix "$fix"
    else
        tell error what "$what" fix "$fix"
    fi
    exit "$code"
}

# Nobody is here to type a password for sudo.
as_root() {
    [ "$(id -u)" -eq 0 ] || die "packages are missing: ${missing[*]}" "install them: sudo apt-get install ${missing[*]}"
    "$@"
}

cleanup() {
    local code=$?
    trap '' TERM INT
    trap - EXIT
    set +e
    [ -z "$fetching" ] || kill -TERM -- "-$fetching" 2>/dev/null
    [ -z "$watcher" ] || kill "$watcher" 2>/dev/null
    [ -z "$waiting" ] || kill "$waiting" 2>/dev/null
    stop_all
    [ -z "$SANDBOX_DIR" ] || rm -f "$SANDBOX_DIR/pid" "$SANDBOX_DIR/commands"
    exit "$code"
}

arguments() {
    while [ $# -gt 0 ]; do
        case "$1" in
            --state | --programs)
                [ $# -ge 2 ] || die "$1 wants a folder"
                [ "$1" = --state ] && state="$2" || programs="$2"
                shift
                ;;
            --complete) complete=yes ;;
            *) die "there is no option '$1'" ;;
        esac
        shift
    done
    [ -n "$state" ] || die "--state is missing"
}

# program NAME BUILD_PATH: beside the desktop, in the build folder it was built in, or installed.
program() {
    local candidate
    for candidate in "$programs/$1" "$programs/../../$2" "$(command -v "$1" || true)"; do
        if [ -x "$candidate" ] && [ ! -d "$candidate" ]; then
            echo "$candidate"
            return 0
        fi
    done
    die "$1 was not found" "build it (./dev desktop does), or install the package meshsso"
}

# fetch NAME: a download that a signal can end.
fetch() {
    local code=0
    setsid "$here/fetch.sh" "$1" </dev/null >"$SANDBOX_DIR/logs/fetch-$1.log" &
    fetching=$!
    wait "$fetching" || code=$?
    fetching=''
    [ "$code" -eq 0 ] || die_with 3 "$1 could not be fetched" "see the log lines above"
}

# Folders of earlier runs that nobody uses any more. Names and modes are ours.
remove_old_runs() {
    local run pid
    for run in "$state"/run-*; do
        [ -d "$run" ] || continue
        pid="$(cat "$run/pid" 2>/dev/null || true)"
        if [ -z "$pid" ] || ! kill -0 "$pid" 2>/dev/null; then
            rm -rf "$run"
        fi
    done
}

# Reads standard input in a process of its own, so that its end is noticed whatever the rest is doing.
watch_input() {
    mkfifo -m 600 "$SANDBOX_DIR/commands"
    exec 4<>"$SANDBOX_DIR/commands"
    exec 3<&0 </dev/null
    (
        trap - EXIT TERM INT
        while IFS= read -r line; do printf '%s\n' "$line" >&4; done <&3
        kill -TERM $$ 2>/dev/null
    ) &
    watcher=$!
    exec 3<&-
}

start_keycloak_here() {
    local password
    password="$(head -c 24 /dev/urandom | base64 | tr -d '/+=')"
    (umask 077 && printf '%s\n' "$password" >"$SANDBOX_DIR/project/secrets/keycloak-admin-password")
    KC_BOOTSTRAP_ADMIN_USERNAME=admin KC_BOOTSTRAP_ADMIN_PASSWORD="$password" start_keycloak "$kc"
}

init_project() {
    (cd "$SANDBOX_DIR/project" && "$ctl" init --template sandbox --name sandbox \
        --gateway-https-port "$https" --gateway-http-port "$http" --app "httpbin:$echo_port" \
        --local-authserver "127.0.0.1:$auth" --metrics-port "$metrics" \
        --keycloak-admin-url "http://127.0.0.1:$kc" --local-keycloak "127.0.0.1:$kc" \
        --admin-password-ref file:secrets/keycloak-admin-password >&2) ||
        die_with 1 "the project file could not be written" "see the log lines above"
}

# apart COMMAND...: in a copy of this shell, since die and wait_http end the shell they run in; the parts stay ours, and
# a signal need not wait for it.
apart() {
    local code=0
    (trap - EXIT TERM INT && "$@") &
    waiting=$!
    wait "$waiting" || code=$?
    waiting=''
    return "$code"
}

# deploy EXPORT CONFIG GATEWAY_URL SERVER_URL: the gateway and our server with these files, instead of those that
# run. A failure is told, and the sandbox goes on without a gateway.
deploy() {
    local code=0 i
    stop_part envoy
    stop_part authserver
    in_deploy=yes
    if [ -r "$1/envoy.yaml" ] && [ -r "$1/tls/tls.crt" ]; then
        # The gateway first: by it our server reaches Keycloak, and where it does not, it looks again later and
        # later.
        start_envoy "$1/envoy.yaml"
        # Any answer will do: whom the gateway lets in is the project's matter.
        apart wait_http envoy "$3/" 30 --no-fail --insecure || code=$?
        if [ "$code" -eq 0 ]; then
            start_authserver "$server" "$2"
            apart wait_http authserver "$4/ping" 20 || code=$?
        fi
    else
        apart die "the export in $1 holds no envoy.yaml with certificate and key" \
            "export for the target envoy, with secrets included" || code=$?
    fi
    in_deploy=no
    if [ "$code" -ne 0 ]; then
        stop_part envoy
        stop_part authserver
        return "$code"
    fi
    # It looks for the realm by itself; a login before it was found would be told to wait. Without a realm it never is.
    for i in {1..40}; do
        curl --silent --fail --output /dev/null --max-time 2 --noproxy '*' "$4/ready" && break
        sleep 0.25
    done
    tell deployed
}

complete_project() {
    local folder="$SANDBOX_DIR/project"
    progress 4 "Provisioning Keycloak and exporting the gateway's configuration"
    (cd "$folder" && "$ctl" apply && "$ctl" export --target envoy --output "$folder/export/envoy" --with-secrets &&
        "$ctl" server config --local --output "$folder/server.yaml") >&2 ||
        die_with 1 "the sandbox could not be set up" "see the log lines above"
    progress 4 "Starting the gateway"
    deploy "$folder/export/envoy" "$folder/server.yaml" "https://127.0.0.1:$https" "http://127.0.0.1:$auth" \
        >/dev/null ||
        die_with 1 "the gateway did not start" "see $SANDBOX_DIR/logs"
}

# Until told to stop: commands, and a look at the parts each second.
serve() {
    local line command export_folder config gateway service i
    while :; do
        if IFS= read -r -t 1 -u 4 line; then
            IFS=$'\t' read -r command export_folder config gateway service <<<"$line"
            case "$command" in
                deploy) deploy "$export_folder" "$config" "$gateway" "$service" || true ;;
                *) printf 'unknown command: %s\n' "$command" >&2 || true ;;
            esac
        fi
        for i in "${!SANDBOX_PIDS[@]}"; do
            kill -0 "${SANDBOX_PIDS[i]}" 2>/dev/null ||
                die_with 1 "${SANDBOX_NAMES[i]} ended by itself" "see $SANDBOX_DIR/logs/${SANDBOX_NAMES[i]}.log"
        done
    done
}

main() {
    local deployed=no
    arguments "$@"
    trap cleanup EXIT
    trap 'exit 0' TERM INT
    umask 077
    mkdir -p "$state"
    remove_old_runs
    sandbox_init "$(mktemp -d "$state/run-XXXXXX")"
    echo $$ >"$SANDBOX_DIR/pid"
    mkdir -p "$SANDBOX_DIR/project/secrets"
    watch_input
    # Everything of the sandbox is on loopback; a proxy must not see it.
    export no_proxy="127.0.0.1,localhost,::1${no_proxy:+,$no_proxy}" NO_PROXY="127.0.0.1,localhost,::1${NO_PROXY:+,$NO_PROXY}"

    progress 0 "Looking for what is needed"
    ctl="$(program meshssoctl app/cli/meshssoctl)"
    server="$(program meshsso-authserver authserver/meshsso-authserver)"
    ensure_packages sandbox java
    mkdir -p "$MESHSSO_CACHE"
    progress 1 "Fetching Envoy (once)"
    fetch envoy
    progress 1 "Fetching Keycloak (once, about 200 MB)"
    fetch keycloak
    read -r https http kc auth metrics echo_port < <(free_ports 6)
    start_echo "$echo_port"
    progress 2 "Booting Keycloak on 127.0.0.1:$kc"
    start_keycloak_here
    init_project
    wait_http echo "http://127.0.0.1:$echo_port/headers" 30
    wait_http keycloak "http://127.0.0.1:$kc/realms/master" 240
    if [ "$complete" = yes ]; then
        complete_project
        deployed=yes
    fi
    progress 5 "Ready"
    tell ready project "$SANDBOX_DIR/project/meshsso.yaml" gateway "https://127.0.0.1:$https" \
        keycloak "http://127.0.0.1:$kc" deployed "$deployed"
    serve
}

main "$@"
