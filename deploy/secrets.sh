#!/usr/bin/env bash
# Make the secrets that compose.yaml reads from files, in secrets/ beside it. Those that are there are left as they are.
#
#   deploy/secrets.sh 'smtp+tls://user:password@mail.example.se:587'
#
# The folder is closed to all but its owner; the files in it are read in the containers, by accounts with other numbers.
set -euo pipefail
umask 022
cd "$(dirname "$0")/.."

if (($# != 1)); then
    sed -n '2,4s/^# \?//p' "$0" >&2
    exit 2
fi

mkdir -p secrets
chmod 700 secrets

write() {
    [[ -e secrets/$1 ]] || printf '%s' "$2" >"secrets/$1"
    chmod 444 "secrets/$1"
}
random() { python3 -c 'import secrets; print(secrets.token_urlsafe(64))' | tr -d '\n'; }

write secret_key "$(random)"
write email_url "$1"
write owner_password "$(random)"
write role_password "$(random)"
write owner_database_url "postgres://finsam:$(<secrets/owner_password)@database/finsam"
write database_url "postgres://finsam_app:$(<secrets/role_password)@database/finsam"
ls -l secrets
