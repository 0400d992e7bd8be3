#!/bin/bash
# Usage: system.sh setup|lint|test
# Sees to the system's own packages that the step needs. As root on Debian it installs those that are missing and starts
# none of their services; elsewhere it names them and stops with status 1.
set -euo pipefail

PATH="$PATH:/usr/sbin:/sbin"
missing=()

need() { # need PACKAGE TEST...: the package is missing where the test fails
    local package="$1"
    shift
    "$@" >/dev/null 2>&1 || missing+=("$package")
}
library() { /sbin/ldconfig -p | grep -q "$1"; }
either() { for name in "$@"; do command -v "$name" && return; done; return 1; }

case "${1:-}" in
setup)
    need python3-venv "$(dirname "$0")/python.sh" -c 'import ensurepip, venv'
    need libpango-1.0-0 library libpango-1.0.so.0
    need libpangoft2-1.0-0 library libpangoft2-1.0.so.0
    need libharfbuzz-subset0 library libharfbuzz-subset.so.0
    ;;
lint)
    need gettext either xgettext
    ;;
test)
    need gettext either xgettext
    need postgresql compgen -G '/usr/lib/postgresql/*/bin/initdb'
    need redis-server either redis-server
    need chromium either chromium chromium-browser
    need poppler-utils either pdftoppm
    ;;
*)
    echo "usage: $0 setup|lint|test" >&2
    exit 2
    ;;
esac
[ ${#missing[@]} -gt 0 ] || exit 0

if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "This step needs packages of the system that are missing here. Install them, then run the command again:" >&2
    echo "    sudo apt-get install --no-install-recommends ${missing[*]}" >&2
    exit 1
fi

echo "Installing ${missing[*]}"
# The tests start servers of their own: the packages' services stay off, and no database cluster is made for them.
log=$(mktemp)
undo=("$log")
trap 'rm -f "${undo[@]}"' EXIT
if [ ! -e /usr/sbin/policy-rc.d ]; then
    printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
    chmod 755 /usr/sbin/policy-rc.d
    undo+=(/usr/sbin/policy-rc.d)
fi
mkdir -p /etc/postgresql-common/createcluster.d
echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.d/proven-value.conf
undo+=(/etc/postgresql-common/createcluster.d/proven-value.conf)

export DEBIAN_FRONTEND=noninteractive
{ apt-get update -qq && apt-get install -qq -y --no-install-recommends "${missing[@]}"; } </dev/null &>"$log" || {
    cat "$log" >&2
    exit 1
}
