#!/bin/bash
# Runs the first Python of this machine that the project supports (3.11 to 3.13) with the arguments given.
set -euo pipefail

for name in python3.11 python3.12 python3.13 python3 /usr/bin/python3; do
    if "$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then
        exec "$name" "$@"
    fi
done
echo "Proven Value needs Python 3.11, 3.12 or 3.13; none was found. On Debian 12: apt-get install python3 python3-venv" >&2
exit 1
