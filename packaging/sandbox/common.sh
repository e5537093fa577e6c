# Shared by ./dev and the sandbox's scripts; sourced, never run. Everything here speaks on standard error, so that
# standard output stays the result.
# shellcheck shell=bash

MESHSSO_SCRIPTS="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
MESHSSO_ROOT="$(cd "$MESHSSO_SCRIPTS/../.." && pwd)"
# Beside the checkout; where that is not ours to write (an installed package), where the caller says.
MESHSSO_CACHE="${MESHSSO_CACHE:-$MESHSSO_ROOT/.cache}"
MESHSSO_KEYCLOAK_VERSION=26.4.0
MESHSSO_ENVOY_VERSION=1.40.0
MESHSSO_KUBERNETES_VERSION=1.26.15 # as in kubernetes/go.mod
MESHSSO_ISTIO_API_VERSION=1.24.2

if [ -t 2 ] && [ -z "${NO_COLOR:-}" ]; then
    c_bold=$'\e[1m' c_red=$'\e[31m' c_dim=$'\e[2m' c_off=$'\e[0m'
else
    c_bold='' c_red='' c_dim='' c_off=''
fi

# A step of the run.
say() { printf '%s==>%s %s\n' "$c_bold" "$c_off" "$*" >&2; }
# A detail below a step.
note() { printf '    %s\n' "$*" >&2; }
# die "what is wrong" "what to do": one line, exit 2 (bad input or set-up), as meshssoctl does.
die() { die_with 2 "$@"; }
die_with() {
    local code="$1" what="$2" fix="${3:-}"
    printf '%serror:%s %s%s\n' "$c_red" "$c_off" "$what" "${fix:+. Fix: $fix}" >&2
    exit "$code"
}

# reason_in LOG PATTERN: " (the first line of the log that matches)", shortened; nothing if none does.
reason_in() {
    local line
    line="$(grep -m1 -E "$2" "$1" 2>/dev/null | sed -E "s/$2 *//" | cut -c1-200)" || true
    [ -z "$line" ] || printf ' (%s)' "$line"
}

have() { command -v "$1" >/dev/null 2>&1; }

cpu_count() { nproc 2>/dev/null || echo 1; }

# free_ports COUNT: that many different free loopback ports.
free_ports() { python3 "$MESHSSO_SCRIPTS/free_ports.py" "$1"; }
