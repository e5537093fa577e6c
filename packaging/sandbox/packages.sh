# Installs what is missing of packages.txt; sourced by ./dev and fetch.sh after common.sh.
# shellcheck shell=bash

# The names in a group of packages.txt.
packages_of() {
    awk -v group="[$1]" '
        /^\[/ { inside = ($1 == group); next }
        inside && NF && $1 !~ /^#/ { print $1 }' "$MESHSSO_SCRIPTS/packages.txt"
}

is_installed() {
    [ "$(dpkg-query -W -f='${db:Status-Abbrev}' "$1" 2>/dev/null | cut -c1-2)" = "ii" ]
}

require_debian() {
    local id='' version='' name='this system'
    if [ -r /etc/os-release ]; then
        id="$(. /etc/os-release && echo "${ID:-}")"
        version="$(. /etc/os-release && echo "${VERSION_ID:-}")"
        name="$(. /etc/os-release && echo "${PRETTY_NAME:-unknown}")"
    fi
    if [ "$id" != debian ] || [ "$version" != 12 ] || ! have dpkg-query; then
        die "./dev works on Debian 12, and this is $name" \
            "run it on a Debian 12 machine or in a container (docker run -it -v \"\$PWD\":/src -w /src debian:12 ./dev $*)"
    fi
    case "$(uname -m)" in
        x86_64 | aarch64) ;;
        *) die "there is no Envoy build for $(uname -m)" "use an x86_64 or aarch64 machine" ;;
    esac
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif have sudo; then
        sudo "$@"
    else
        die "installing packages needs root, and sudo is not here" "run as root, or install: ${missing[*]:-}"
    fi
}

# java_is_new_enough: true if the java on the path (or JAVA_HOME's) is 17 or newer.
java_is_new_enough() {
    local java=java version
    [ -n "${JAVA_HOME:-}" ] && java="$JAVA_HOME/bin/java"
    have "$java" || return 1
    version="$("$java" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p' | head -1)"
    [ -n "$version" ] && [ "$version" -ge 17 ]
}

# ensure_packages GROUP...: nothing to do, no network and no root when everything is there.
ensure_packages() {
    local group package log
    local -a missing=()
    require_debian
    for group in "$@"; do
        if [ "$group" = java ] && java_is_new_enough; then
            continue
        fi
        for package in $(packages_of "$group"); do
            is_installed "$package" || missing+=("$package")
        done
    done
    [ ${#missing[@]} -eq 0 ] && return 0

    say "installing ${#missing[@]} Debian packages: ${missing[*]}"
    mkdir -p "$MESHSSO_CACHE"
    log="$MESHSSO_CACHE/apt.log"
    if ! as_root apt-get -qq update >"$log" 2>&1; then
        die_with 3 "apt-get update failed$(reason_in "$log" '^(E|W|Err):')" "check the network and /etc/apt/sources.list; the whole log is $log"
    fi
    # The env makes apt non-interactive under sudo as well, which drops variables.
    if ! as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends \
        -o Dpkg::Options::=--force-confold install "${missing[@]}" </dev/null >>"$log" 2>&1; then
        die_with 3 "installing packages failed$(reason_in "$log" '^E:')" "see $log; by hand: apt-get install ${missing[*]}"
    fi
}
