#!/usr/bin/env bash
# One style without discussion. `--fix` writes what the tools want; without it they only tell.
set -euo pipefail
cd "$(dirname "$0")/.."

bin=.venv/bin
# pre-commit asks git for the files, also in a clone that another user owns.
export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0=$PWD
if [[ ${1:-} != --fix ]]; then
    exec "$bin/pre-commit" run --all-files
fi

# These three answer 1 when they changed something; that is what they were asked for.
git ls-files -co --exclude-standard -z '*.py' ':!*/migrations/*' | xargs -0 "$bin/django-upgrade" --target-version 5.2 || true
git ls-files -co --exclude-standard -z '*/templates/*.html' 'templates/*.html' | xargs -0 "$bin/djade" --target-version 5.2 || true
"$bin/ruff" format --quiet .
"$bin/ruff" check --fix . || failed=1
"$bin/ruff" format .
exit "${failed:-0}"
