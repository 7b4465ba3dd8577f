#!/usr/bin/env bash
# Run a command with DATABASE_URL pointing at a throwaway PostgreSQL, and leave nothing behind.
#
#   tools/with-postgres.sh .venv/bin/pytest -k budget
#
# A DATABASE_URL that is already set is used as it is.
set -euo pipefail

if [[ -n ${DATABASE_URL:-} ]]; then
    exec "$@"
fi

# The newest server that is installed. Debian keeps these programs out of PATH.
bin=$(dirname "$(printf '%s\n' /usr/lib/postgresql/*/bin/initdb | sort -V | tail -n 1)")
[[ -x $bin/initdb ]] || bin=$(dirname "$(command -v initdb || true)")
if [[ ! -x $bin/initdb ]]; then
    echo "PostgreSQL's server is not installed: tools/system.sh test" >&2
    exit 1
fi

home=$(mktemp -d "${TMPDIR:-/tmp}/finsam-pg.XXXXXX")
as=()
if [[ $(id -u) -eq 0 ]]; then
    # PostgreSQL refuses to run as root, so lend the folder to an account that isn't.
    owner=$(id -un postgres 2>/dev/null || echo nobody)
    chown "$owner" "$home"
    as=(setpriv --reuid "$owner" --regid "$(id -g "$owner")" --clear-groups)
fi
server() { (cd "$home" && env -u LC_ALL "${as[@]}" "$@"); }

child=
stop() {
    status=$?
    trap - EXIT INT TERM
    [[ -z $child ]] || { kill "$child" 2>/dev/null && wait "$child" 2>/dev/null; } || true
    server "$bin/pg_ctl" --pgdata "$home/data" --mode immediate --silent stop >/dev/null 2>&1 || true
    rm -rf "$home"
    exit "$status"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Swedish sorting (å, ä, ö last), as production should have it: see compose.yaml.
server "$bin/initdb" --pgdata "$home/data" --username finsam --auth trust --no-sync \
    --encoding UTF8 --locale C.UTF-8 --locale-provider icu --icu-locale sv-SE >"$home/initdb.log" 2>&1 ||
    { cat "$home/initdb.log" >&2 && exit 1; }

# A port that was free a moment ago may be taken when the server asks for it, so try a few.
for _ in 1 2 3 4 5; do
    port=$("${PYTHON:-python3}" -c "import socket; s = socket.socket(); s.bind(('127.0.0.1', 0)); print(s.getsockname()[1])")
    # Nothing here has to survive a power cut: all the settings that wait for the disk are off.
    options="-c listen_addresses=127.0.0.1 -c port=$port -c unix_socket_directories=$home -c max_connections=100"
    options+=" -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c wal_level=minimal -c max_wal_senders=0"
    options+=" -c jit=off" # a question of a few rows takes less time than compiling it
    if server "$bin/pg_ctl" --pgdata "$home/data" --log "$home/server.log" --options "$options" --wait --silent start; then
        break
    fi
    port=
done
if [[ -z $port ]]; then
    cat "$home/server.log" >&2
    exit 1
fi
server "$bin/createdb" --host "$home" --port "$port" --username finsam finsam

export DATABASE_URL=postgres://finsam@127.0.0.1:$port/finsam
# In the background, so that a signal to this script is answered at once and the server stopped.
"$@" <&0 &
child=$!
wait "$child" && result=0 || result=$?
child=
exit "$result"
