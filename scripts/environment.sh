#!/bin/bash
# Makes .venv hold exactly what requirements-dev.lock names, each file checked against its hash.
set -euo pipefail

cd "$(dirname "$0")/.."
# A virtual environment that happens to be active, or a PYTHONPATH, has no say in this one.
unset VIRTUAL_ENV PYTHONPATH PYTHONHOME
export PIP_DISABLE_PIP_VERSION_CHECK=1

[ -x .venv/bin/pip ] && .venv/bin/python -c '' 2>/dev/null || scripts/python.sh -m venv --clear .venv

with_uv() {
    # uv knows nothing of pip's settings: where pip was told of an index of its own, pip does the work.
    ! .venv/bin/pip config list | grep -q '\.index-url=' || return 1
    sed -n '/^uv==/,/[^\\]$/p' requirements-dev.lock >.venv/uv.lock
    .venv/bin/pip install -q --require-hashes --no-deps -r .venv/uv.lock &&
        UV_SYSTEM_CERTS=1 .venv/bin/uv pip sync -q --require-hashes --python .venv/bin/python requirements-dev.lock
}

with_uv || .venv/bin/pip install -q --require-hashes --no-deps -r requirements-dev.lock
