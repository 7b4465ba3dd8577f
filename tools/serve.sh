#!/usr/bin/env bash
# The site with its workers beside it. Whichever ends first, or a signal, ends all.
#
#   tools/serve.sh 127.0.0.1:8000         one of each, to try it out
#   tools/serve.sh 127.0.0.1:8000 2 3     two sites that share the address and three workers, as compose's --scale has them
set -uo pipefail
cd "$(dirname "$0")/.."

address=$1 sites=${2:-1} workers=${3:-1}
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

start() {
    .venv/bin/python "$@" &
    children+=($!)
}

for ((n = 0; n < workers; n++)); do
    start manage.py worker
done
if ((sites == 1)); then
    # Without autoreload: one process, which ends with its signal.
    start manage.py runserver --noreload "$address"
else
    # The kernel takes turns between those who listen at the same address.
    for ((n = 0; n < sites; n++)); do
        start -m gunicorn finsam.wsgi --bind "$address" --reuse-port --worker-class gthread --workers 1 --threads 4 \
            --timeout 120 --logger-class finsam.core.logs.GunicornLogger
    done
fi
wait -n
