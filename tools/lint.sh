#!/usr/bin/env bash
# One style without discussion. `--fix` writes what the tools want; without it they only tell.
set -uo pipefail
cd "$(dirname "$0")/.."

bin=.venv/bin
django=5.2
failed=0

# Ruff knows what .gitignore names, and that migrations are not ours to style.
mapfile -t python < <("$bin/ruff" check --show-files .)
mapfile -t templates < <(find . \( -path ./.venv -o -path ./var \) -prune -o -path '*/templates/*.html' -print | sort)

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
    run "$bin/ruff" check --output-format concise .
    run "$bin/ruff" format --check --output-format concise .
    run "$bin/django-upgrade" --target-version "$django" --check "${python[@]}"
    ((${#templates[@]})) && run "$bin/djade" --target-version "$django" --check "${templates[@]}"
fi
exit "$failed"
