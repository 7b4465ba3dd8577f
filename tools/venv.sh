#!/usr/bin/env bash
# Make .venv hold what a lock file says. Nothing is done while the lock's checksum is the one last installed.
#
#   tools/venv.sh python3 requirements.txt
set -euo pipefail
cd "$(dirname "$0")/.."

python=$1
lock=$2
venv=.venv

"$python" - <<'END'
import sys

if sys.version_info < (3, 11):
    sys.exit(f"Finsam needs Python 3.11 or later; {sys.executable} is {sys.version.split()[0]}.")
END

# A folder that was moved or whose Python was upgraded away is made anew.
if ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
    echo "Creating $venv"
    "$python" -m venv --clear "$venv"
fi

stamp=$venv/installed-$(basename "$lock").sha256
wanted=$(sha256sum <"$lock")
[[ -f $stamp && $(<"$stamp") == "$wanted" ]] && exit 0

echo "Installing $lock"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-input --require-hashes --requirement "$lock"
# The other lock may now be only half true (it shares packages with this one): it installs again when asked for.
rm -f "$venv"/installed-*.sha256
echo "$wanted" >"$stamp"
# The development lock contains the runtime lock, version by version.
if [[ $lock == requirements-dev.txt ]]; then
    sha256sum <requirements.txt >"$venv/installed-requirements.txt.sha256"
fi
