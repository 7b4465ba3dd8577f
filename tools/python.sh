#!/usr/bin/env bash
# Say which Python .venv is made of: PYTHON, else Debian's own, else the first in PATH.
#
# Debian's is what hosts run the site on, and is compiled by a profile of what programs do. One from pyenv, which may stand
# before it in PATH, usually isn't: the same tests take a tenth longer in it.
set -euo pipefail

if [[ -n ${PYTHON:-} ]]; then
    echo "$PYTHON"
elif command -v dpkg-query >/dev/null && /usr/bin/python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo /usr/bin/python3
else
    echo python3
fi
