#!/usr/bin/env bash
# The site with one worker beside it. Whichever ends first, or a signal, ends both.
#
#   tools/serve.sh 127.0.0.1:8000
set -uo pipefail
cd "$(dirname "$0")/.."

children=()
stop() {
    status=$?
    trap - EXIT INT TERM
    kill "${children[@]}" 2>/dev/null
    wait
    exit "$status"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

.venv/bin/python manage.py worker &
children+=($!)
# Without autoreload: one process, which ends with its signal.
.venv/bin/python manage.py runserver --noreload "$1" &
children+=($!)
wait -n
