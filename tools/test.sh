#!/usr/bin/env bash
# Everything that has to hold: style, migrations, deployment settings, the suite on PostgreSQL, the demo, the browser.
#
#   tools/test.sh             all of it; `make test` and CI call this
#   tools/test.sh -k budget   only pytest, with these arguments
#
# All steps run even when one has failed, so that one run tells everything; the last lines sum up.
set -uo pipefail
cd "$(dirname "$0")/.."

PYTHON=$(tools/python.sh) && export PYTHON
tools/system.sh demo test || exit 1
tools/venv.sh "$PYTHON" requirements-dev.txt || exit 1
PATH=$PWD/.venv/bin:$PATH

# Pages are opened in Chromium's headless shell where Debian has it: the same source built without windows, with which the
# browser tests take a fifth less of the processor, their site and database counted.
shell=/usr/bin/chromium-headless-shell
[[ -n ${FINSAM_CHROMIUM:-} || ! -x $shell ]] || export FINSAM_CHROMIUM=$shell

# One server for all the steps: start over, inside it.
if [[ -z ${DATABASE_URL:-} ]]; then
    exec tools/with-postgres.sh "$0" "$@"
fi

# What one step has compiled, the next need not compile again, whatever the environment says of keeping it.
unset PYTHONDONTWRITEBYTECODE

if (($#)); then
    exec pytest "$@"
fi

scratch=$(mktemp -d "${TMPDIR:-/tmp}/finsam-test.XXXXXX")
declare -A running=()
trap '[[ ${#running[@]} -eq 0 ]] || kill "${running[@]}" 2>/dev/null; rm -rf "$scratch"' EXIT
summary=()
failed=0

step() {
    local name=$1 began=$SECONDS outcome=ok
    shift
    printf '\n━━ %s\n' "$name"
    "$@" || { outcome=FAILED && failed=1; }
    summary+=("$(printf '%-8s%4d s  %s' "$outcome" $((SECONDS - began)) "$name")")
}

# As a host would set it: nothing of the development defaults, and no warning left in `check --deploy`.
production() {
    env -u FINSAM_DEBUG \
        FINSAM_SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(64))')" \
        FINSAM_ALLOWED_HOSTS=finsam.example.org \
        FINSAM_ORIGIN=https://finsam.example.org \
        EMAIL_URL=smtp+tls://user:password@mail.example.org:587 \
        FINSAM_SECURITY_CONTACT=security@example.org \
        "$@"
}

# Production must not start on half a configuration: without each of its settings, it says which one.
loud() {
    local name output
    for name in FINSAM_SECRET_KEY FINSAM_ALLOWED_HOSTS FINSAM_ORIGIN EMAIL_URL; do
        if output=$(production env -u "$name" python manage.py check 2>&1); then
            echo "Production started without $name." && return 1
        elif [[ $output != *"$name"* ]]; then
            echo "Production failed without $name but did not name it:" && echo "$output" | tail -n 3 && return 1
        fi
    done
    echo "Production names each setting that is missing."
}

# A newcomer's first minutes, on a copy of the files: nobody's own var/ is touched.
copy() {
    mkdir "$scratch/demo"
    tar --create --exclude=./.git --exclude=./.venv --exclude=./var . | tar --extract --directory "$scratch/demo"
}

# What was decided or signed is known by its bytes, and is not with one of them changed.
proven() {
    local size byte
    python manage.py verify_edition "$1" || { echo "Not known: $1" && return 1; }
    size=$(stat --format %s "$1")
    byte=$(od --address-radix n --format u1 --skip-bytes $((size / 2)) --read-bytes 1 "$1")
    cp "$1" "$scratch/altered.pdf"
    printf "\\x$(printf %x $((byte ^ 1)))" | dd of="$scratch/altered.pdf" bs=1 seek=$((size / 2)) conv=notrunc status=none
    if python manage.py verify_edition "$scratch/altered.pdf" 2>&1; then
        echo "Known with a byte changed: $1" && return 1
    elif (($? != 1)); then
        echo "Not looked through: $scratch/altered.pdf" && return 1
    fi
}

# The log of a förbund is what was written, and one row altered beside the program is named.
told() {
    local row said
    python manage.py verify_history "$1" || return 1
    cp var/finsam.sqlite3 "$scratch/altered.sqlite3"
    row=$(python - "$scratch/altered.sqlite3" "$1" <<'END'
import sqlite3
import sys

with sqlite3.connect(sys.argv[1]) as database:
    asked = "SELECT id FROM core_auditentry WHERE forbund_key = ? ORDER BY id LIMIT 1"
    (row,) = database.execute(asked, sys.argv[2:]).fetchone()
    database.execute("UPDATE core_auditentry SET by_name = 'Någon Annan' WHERE id = ?", (row,))
print(row)
END
    )
    said=$(DATABASE_URL=sqlite:///$scratch/altered.sqlite3 python manage.py verify_history "$1" 2>&1)
    if (($? != 1)) || [[ $said != *"Rad $row "* ]]; then
        echo "Row $row was altered and isn't named: $said" && return 1
    fi
}

demo() {
    local pdf began
    (
        cd "$scratch/demo" || exit 1
        unset DATABASE_URL
        export FINSAM_DEBUG=1
        python manage.py migrate --no-input --verbosity 0 || exit 1
        python manage.py demo || exit 1
        for pdf in degerfors-karlskoga-verksamhetsplan-2024 degerfors-karlskoga-arsredovisning-2023 \
            degerfors-karlskoga-arsredovisning-2023-inre lekeberg-orebro-verksamhetsplan-2024 kramfors-verksamhetsplan-2024 \
            finnveden-verksamhetsplan-2025; do
            [[ $(head -c 5 "var/demo/$pdf.pdf" 2>/dev/null) == %PDF- ]] || { echo "No PDF: var/demo/$pdf.pdf" && exit 1; }
        done
        proven var/demo/degerfors-karlskoga-verksamhetsplan-2024.pdf || exit 1
        proven var/demo/degerfors-karlskoga-arsredovisning-2023.pdf || exit 1
        told degerfors-karlskoga || exit 1
        began=$SECONDS
        python manage.py demo >/dev/null || exit 1
        echo "The second time took $((SECONDS - began)) s."
        DATABASE_URL=sqlite:///$PWD/var/finsam.sqlite3 python -m tools.kills --ready --count 10 --latest 2 || exit 1
    )
}

# What waits for a file, a browser or one core runs beside the rest, and is told of when it is waited for.
beside() {
    local name=$1
    shift
    ("$@" && outcome=0 || outcome=1; echo "$SECONDS" >"$scratch/$name.seconds"; exit "$outcome") >"$scratch/$name.log" 2>&1 &
    running[$name]=$!
}

end_of() {
    local name=$1 outcome=0
    wait "${running[$name]}" || outcome=1
    unset "running[$name]"
    cat "$scratch/$name.log"
    echo "It ended $(cat "$scratch/$name.seconds") s after the start."
    return "$outcome"
}

copy
beside demo demo
step "Style" tools/lint.sh
step "No migration is missing" env FINSAM_DEBUG=1 python manage.py makemigrations --check --dry-run
step "Production settings: check --deploy" production python manage.py check --deploy --fail-level WARNING
step "Production settings: loud about what is missing" loud
# The browser tests wait more than they work: the suite takes what they leave of the cores, and they are not kept waiting.
beside browser pytest tests/browser -n 2 --dist worksteal
# In halves that lie together, so that what a file prepares for its tests is mostly made once; who is done helps.
step "The suite on PostgreSQL" nice -n 10 pytest --ignore=tests/browser -n 2 --dist worksteal
step "Demo on SQLite" end_of demo
step "Browser tests" end_of browser

printf '\n'
printf '%s\n' "${summary[@]}"
exit "$failed"
