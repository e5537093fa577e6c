# ./dev demo: the product's main job on this machine, for real. Sourced by ./dev.
# shellcheck shell=bash

. "$MESHSSO_ROOT/packaging/sandbox/sandbox.sh"

demo_keycloak_url='' # empty: our own
demo_keep=no
demo_done=no
demo_realm='' # to delete at the end
demo_ctl="$MESHSSO_ROOT/.build/dev/app/cli/meshssoctl"
demo_server="$MESHSSO_ROOT/.build/dev/authserver/meshsso-authserver"

demo_usage() {
    cat <<'TEXT'
./dev demo [--keycloak URL] [--keep]

Starts Keycloak, Envoy, our authorization server and an echo application on free loopback ports, provisions
Keycloak from a project file, logs the test user in through the gateway and shows the verified token.

  --keep           leave it running until Ctrl-C, and say where to point a browser
  --keycloak URL   use a Keycloak that is running already (https, or http on this machine), with a realm of the
                   demo's own that is deleted at the end; the administrator comes from
                   MESHSSO_KEYCLOAK_ADMIN_USERNAME and MESHSSO_KEYCLOAK_ADMIN_PASSWORD, or is asked for
TEXT
}

demo_arguments() {
    while [ $# -gt 0 ]; do
        case "$1" in
            --keep) demo_keep=yes ;;
            --keycloak)
                [ $# -ge 2 ] || die "--keycloak wants a URL" "./dev demo --keycloak https://id.example.com"
                demo_keycloak_url="${2%/}"
                shift
                ;;
            -h | --help)
                demo_usage
                exit 0
                ;;
            *) die "there is no option '$1'" "./dev demo --help lists them" ;;
        esac
        shift
    done
    case "$demo_keycloak_url" in
        '' | https://* | http://127.* | http://localhost | http://localhost:* | 'http://[::1]'*) ;;
        http://*) die "a Keycloak on another machine must be reached by https" "give its https URL" ;;
        *) die "'$demo_keycloak_url' is no URL" "give one such as https://id.example.com" ;;
    esac
}

# The administrator of somebody else's Keycloak: from the environment, or asked for. Never an argument.
demo_ask_admin() {
    if [ -z "${MESHSSO_KEYCLOAK_ADMIN_USERNAME:-}" ] || [ -z "${MESHSSO_KEYCLOAK_ADMIN_PASSWORD:-}" ]; then
        [ -t 0 ] || die "nobody is named who may administer $demo_keycloak_url" \
            "set MESHSSO_KEYCLOAK_ADMIN_USERNAME and MESHSSO_KEYCLOAK_ADMIN_PASSWORD"
        read -r -p "Keycloak administrator: " MESHSSO_KEYCLOAK_ADMIN_USERNAME
        read -r -s -p "Password (not shown): " MESHSSO_KEYCLOAK_ADMIN_PASSWORD
        echo >&2
    fi
    export MESHSSO_KEYCLOAK_ADMIN_USERNAME MESHSSO_KEYCLOAK_ADMIN_PASSWORD
}

demo_cleanup() {
    local code=$?
    trap - EXIT INT TERM
    stop_all
    if [ -n "$demo_realm" ]; then
        if python3 "$MESHSSO_ROOT/packaging/sandbox/delete_realm.py" "$demo_keycloak_url" "$demo_realm"; then
            note "deleted the realm $demo_realm again"
        else
            note "the realm $demo_realm stays at $demo_keycloak_url: delete it there"
        fi
    fi
    if [ -n "$SANDBOX_DIR" ]; then
        if [ "$demo_done" = yes ]; then
            rm -rf "$SANDBOX_DIR"
        else
            note "the logs are in $SANDBOX_DIR/logs, the project is in $SANDBOX_DIR/project (delete them when done)"
        fi
    fi
    exit "$code"
}

# ctl ARGUMENTS...: meshssoctl in the project's folder, shown as one would type it.
ctl() {
    printf '\n%s$ meshssoctl %s%s\n' "$c_bold" "$*" "$c_off" >&2
    (cd "$SANDBOX_DIR/project" && "$demo_ctl" "$@")
}

demo_start_keycloak() {
    local port="$1" password
    password="$(head -c 24 /dev/urandom | base64 | tr -d '/+=')"
    (umask 077 && printf '%s\n' "$password" >"$SANDBOX_DIR/project/secrets/keycloak-admin-password")
    say "starting Keycloak $MESHSSO_KEYCLOAK_VERSION on 127.0.0.1:$port (its boot takes up to a minute)"
    KC_BOOTSTRAP_ADMIN_USERNAME=admin KC_BOOTSTRAP_ADMIN_PASSWORD="$password" start_keycloak "$port"
}

demo_init_project() {
    local -a answers=(--template sandbox --name demo
        --gateway-https-port "$https" --gateway-http-port "$http" --app "httpbin:$echo"
        --local-authserver "127.0.0.1:$auth" --metrics-port "$metrics")
    if [ -z "$demo_keycloak_url" ]; then
        answers+=(--keycloak-admin-url "http://127.0.0.1:$kc" --local-keycloak "127.0.0.1:$kc"
            --admin-password-ref file:secrets/keycloak-admin-password)
    else
        answers+=(--keycloak-url "$demo_keycloak_url" --realm "$1" --admin-user "$MESHSSO_KEYCLOAK_ADMIN_USERNAME")
    fi
    ctl init "${answers[@]}"
    sed 's/^/    /' "$SANDBOX_DIR/project/meshsso.yaml"
}

demo_provision() {
    local code=0
    ctl validate
    ctl plan || code=$?
    [ "$code" -le 1 ] || die_with "$code" "the plan could not be made" "see the message above"
    demo_realm="$1"
    ctl apply
    ctl plan || die_with 1 "a second plan is not empty" "report this with the output above"
    ctl export --target envoy --output "$SANDBOX_DIR/project/export/envoy" --with-secrets
    ctl server config --local --output server.yaml
}

demo_start_gateway() {
    say "starting our authorization server on 127.0.0.1:$auth and Envoy on 127.0.0.1:$https (HTTPS) and :$http (HTTP)"
    start_authserver "$demo_server" "$SANDBOX_DIR/project/server.yaml"
    wait_http authserver "http://127.0.0.1:$auth/ping" 20
    start_envoy "$SANDBOX_DIR/project/export/envoy/envoy.yaml"
    wait_http envoy "https://127.0.0.1:$https/healthz" 30 --cacert "$SANDBOX_DIR/project/tls/gateway.crt"
    # It looks for Keycloak again by itself; a login before that would be told to wait.
    wait_http authserver "http://127.0.0.1:$auth/ready" 60
}

demo_browse() {
    local user_file="$SANDBOX_DIR/project/secrets/alice-password"
    cat <<TEXT

The sandbox keeps running. In a browser on this machine (the certificate is self-signed, so it will warn):
    application   https://127.0.0.1:$https/headers
    admin area    https://127.0.0.1:$https/admin      (denied: alice lacks the role)
    who am I      https://127.0.0.1:$https/oauth2/userinfo
    sign out      https://127.0.0.1:$https/oauth2/sign_out
    user          alice
    password      $(cat "$user_file")
TEXT
    if [ -z "$demo_keycloak_url" ]; then
        cat <<TEXT
    Keycloak      http://127.0.0.1:$kc/admin/      (admin, $(cat "$SANDBOX_DIR/project/secrets/keycloak-admin-password"))
TEXT
    fi
    cat <<TEXT
    project       $SANDBOX_DIR/project
    logs          $SANDBOX_DIR/logs
Press Ctrl-C to stop it.
TEXT
    trap 'echo >&2; say "stopping"; exit 0' INT TERM
    local i
    while sleep 1; do
        for i in "${!SANDBOX_PIDS[@]}"; do
            kill -0 "${SANDBOX_PIDS[i]}" 2>/dev/null || {
                demo_done=no
                part_failed "${SANDBOX_NAMES[i]}"
            }
        done
    done
}

demo_main() {
    demo_arguments "$@"
    local started=$SECONDS https http kc auth metrics echo realm=''
    if [ -z "$demo_keycloak_url" ]; then
        ensure_packages build sandbox java
    else
        ensure_packages build sandbox
        demo_ask_admin
    fi
    build dev --target meshssoctl meshsso-authserver
    # Everything of the sandbox is on loopback; a proxy must not see it.
    export no_proxy="127.0.0.1,localhost,::1${no_proxy:+,$no_proxy}" NO_PROXY="127.0.0.1,localhost,::1${NO_PROXY:+,$NO_PROXY}"
    packaging/sandbox/fetch.sh envoy >/dev/null
    [ -n "$demo_keycloak_url" ] || packaging/sandbox/fetch.sh keycloak >/dev/null

    trap demo_cleanup EXIT
    trap 'demo_done=yes; exit 130' INT TERM
    sandbox_init "$(mktemp -d "${TMPDIR:-/tmp}/meshsso-demo.XXXXXX")"
    mkdir -p -m 700 "$SANDBOX_DIR/project/secrets"
    read -r https http kc auth metrics echo < <(free_ports 6)

    say "starting the echo application on 127.0.0.1:$echo"
    start_echo "$echo"
    if [ -z "$demo_keycloak_url" ]; then
        demo_start_keycloak "$kc"
        wait_http keycloak "http://127.0.0.1:$kc/realms/master" 240
    else
        say "looking for Keycloak at $demo_keycloak_url"
        wait_http keycloak "$demo_keycloak_url/realms/master" 20
        realm="meshsso-demo-$(od -An -N4 -tx4 /dev/urandom | tr -d ' ')"
    fi
    wait_http echo "http://127.0.0.1:$echo/headers" 10

    say "writing the project file"
    demo_init_project "$realm"
    say "provisioning Keycloak and exporting the gateway's configuration"
    demo_provision "$realm"
    demo_start_gateway
    say "logging alice in through the gateway"
    ctl login-test
    demo_done=yes
    say "the demo took $((SECONDS - started)) s"
    [ "$demo_keep" = no ] || demo_browse
}
