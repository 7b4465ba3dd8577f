#!/usr/bin/env bash
# One style without discussion. `--fix` writes what the tools want; without it they only tell.
set -uo pipefail
cd "$(dirname "$0")/.."

bin=.venv/bin
django=5.2
failed=0

# Working files and new ones alike, but never what .gitignore names.
mapfile -t python < <(git ls-files --cached --others --exclude-standard -- '*.py' | while read -r f; do [[ -f $f ]] && echo "$f"; done)
mapfile -t templates < <(git ls-files --cached --others --exclude-standard -- '*templates/*.html' | while read -r f; do [[ -f $f ]] && echo "$f"; done)

run() {
    "$@" || { failed=1 && echo "^ ${*:1:2}" >&2; }
}

if [[ ${1:-} == --fix ]]; then
    # These three answer 1 when they changed something; that is what they were asked for.
    "$bin/django-upgrade" --target-version "$django" "${python[@]}" || true
    ((${#templates[@]})) && "$bin/djade" --target-version "$django" "${templates[@]}"
    "$bin/ruff" format --quiet .
    run "$bin/ruff" check --fix .
    "$bin/ruff" format .
else
    run "$bin/ruff" check .
    run "$bin/ruff" format --check .
    run "$bin/django-upgrade" --target-version "$django" --check "${python[@]}"
    ((${#templates[@]})) && run "$bin/djade" --target-version "$django" --check "${templates[@]}"
fi
exit "$failed"
