#!/usr/bin/env bash
# docs/operations.md followed in a bare Debian 12: two sites and two workers on one PostgreSQL, installed by deploy/install.sh, behind
# nginx. By root, in ten minutes or so; it needs debootstrap, Debian's packages, the registry of Python's packages, and ports 80, 443,
# 5432, 8000 and 8001 free. It isn't part of `make test`.
#
#   tools/install/run.sh              this commit
#   tools/install/run.sh FORMER       install FORMER, a commit, and upgrade to this one while both sites serve
#
# systemd doesn't run in such a machine: what its units start is read from them (tools/install/unit.sh), without their
# walls. ROOT=/srv/bare chooses the folder, KEEP=1 leaves it.
set -euo pipefail
cd "$(dirname "$0")/../.."

root=${ROOT:-$(mktemp -d "${TMPDIR:-/tmp}/finsam-bare.XXXXXX")}
here=$PWD
now=$(git rev-parse HEAD)
former=$(git rev-parse "${1:-HEAD}")
[[ $(id -u) -eq 0 ]] || { echo "Run it as root." >&2 && exit 1; }

step() { printf '\n━━ %s\n' "$*"; }
inside() { chroot "$root" env -i PATH=/usr/local/bin:/usr/local/sbin:/usr/bin:/usr/sbin:/bin:/sbin LANG=C.UTF-8 "$@"; }

children=()
stop() {
    status=$?
    trap - EXIT INT TERM
    set +e
    # What was started in there, and nothing else on the machine.
    for signal in TERM KILL; do
        for process in /proc/[0-9]*; do
            [[ $(readlink "$process/root") != "$root" ]] || kill -"$signal" "${process#/proc/}" 2>/dev/null || true
        done
        sleep 3
    done
    cut -d ' ' -f 2 /proc/self/mounts | grep "^$root/" | sort -r | xargs --no-run-if-empty umount
    # Nothing is removed while a folder of this machine is to be seen in there.
    if [[ -z ${KEEP:-} ]] && ! grep -q " $root/" /proc/self/mounts; then rm -rf --one-file-system "$root"; fi
    exit "$status"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

step "A bare Debian 12 in $root"
mirror=$({ cat /etc/apt/sources.list.d/*.sources /etc/apt/sources.list 2>/dev/null || true; } | sed -n 's/^URIs: *//p; s/^deb \(http[^ ]*\).*/\1/p' | sed 1q)
chmod 0755 "$root" # mktemp lets only root in, and PostgreSQL and apt have accounts of their own
[[ -e $root/etc/debian_version ]] || debootstrap --variant=minbase --include=ca-certificates bookworm "$root" "$mirror" >/dev/null
for folder in proc sys dev dev/pts dev/shm; do mount --bind "/$folder" "$root/$folder"; done
# As this machine reaches packages, so does that one; it has folders of wheels too, where pip's settings name them.
cp --dereference /etc/resolv.conf "$root/etc/"
for path in /etc/apt/sources.list.d /etc/apt/apt.conf.d /etc/pip.conf /etc/xdg/pip /etc/ssl/certs/ca-certificates.crt; do
    [[ ! -e $path ]] || { mkdir -p "$root$(dirname "$path")" && cp --recursive --dereference --no-target-directory "$path" "$root$path"; }
done
for folder in $(cat /etc/pip.conf /etc/xdg/pip/pip.conf 2>/dev/null | grep -oE 'file://[^ ]+|= */[^ ]+' | sed 's|^file://||; s|^= *||; s|/simple/*$||'); do
    [[ ! -d $folder ]] || { mkdir -p "$root$folder" && mount -o bind,ro "$folder" "$root$folder"; }
done
printf '127.0.0.1 localhost finsam.example.se\n' >"$root/etc/hosts"
printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d" && chmod +x "$root/usr/sbin/policy-rc.d" # nothing starts by itself
inside sh -c 'apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq --yes --no-install-recommends \
    git python3 python3-venv postgresql nginx-light openssl procps age' >/dev/null
inside pg_ctlcluster 15 main start

step "Install ${former:0:12}"
rm -rf "$root/root/finsam"
git -c safe.directory="$here" clone --quiet "$here" "$root/root/finsam"
inside git -C /root/finsam checkout --quiet "$former"
cp -r tools/install "$root/root/"
inside /root/finsam/deploy/install.sh
inside sed -i 's|^FINSAM_ORIGIN=.*|&https://finsam.example.se|; s|^FINSAM_ALLOWED_HOSTS=.*|&finsam.example.se|; s|^EMAIL_URL=.*|&smtp://127.0.0.1:2525|' \
    /etc/finsam/finsam.env
inside /root/finsam/deploy/install.sh --database
inside bash /root/install/unit.sh finsam-migrate.service
inside finsam database_roles --check

start() { # a unit, its instance
    inside bash /root/install/unit.sh "$1" "$2" >>"$root/root/$1$2.log" 2>&1 &
    children+=($!)
}
end() { # what its ExecStart is, in words that only it has
    inside pkill --full --uid finsam "$1" || true
    for ((n = 0; n < 150; n++)); do inside pgrep --full --uid finsam "$1" >/dev/null || return 0; sleep 1; done
    return 1
}
alive() {
    for ((n = 0; n < 90; n++)); do
        if inside python3 -c "import urllib.request; urllib.request.urlopen('http://127.0.0.1:$1/halsa/', timeout=5)" 2>/dev/null; then return 0; fi
        sleep 1
    done
    return 1
}

step "Two sites, two workers, nginx, and a mail server that keeps its letters"
for n in 1 2; do start finsam-worker@.service "$n"; done
for port in 8000 8001; do start finsam-site@.service "$port" && alive "$port"; done
inside mkdir -p /etc/ssl/finsam
inside openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=finsam.example.se \
    -addext subjectAltName=DNS:finsam.example.se -keyout /etc/ssl/finsam/privkey.pem -out /etc/ssl/finsam/fullchain.pem 2>/dev/null
inside cp /root/finsam/deploy/nginx.conf /etc/nginx/conf.d/finsam.conf
inside nginx
inside python3 -W ignore -u -m smtpd -n -c DebuggingServer 127.0.0.1:2525 >"$root/root/mail.log" 2>&1 &
visit() { inside python3 /root/install/visit.py "$@"; }

step "The first administrator, a förbund, and its förbundschef"
visit code
visit begin "$(grep -oh 'code for beginning: [A-Z0-9-]*' "$root"/root/finsam-site@*.log | tail -n 1 | sed 's/.*: //')"
inside finsam load_forbund kramfors
visit invite kramfors
for ((n = 0; n < 60; n++)); do ! grep -q 'password/reset/key' "$root/root/mail.log" || break; sleep 1; done
visit accept "$(grep -oh 'https://finsam.example.se/konto/password/reset/key/[^ '\'']*' "$root/root/mail.log" | tail -n 1)"

step "A document, drawn by a worker"
visit draw kramfors 2024
grep -qh '"task": "draw".*"SUCCESSFUL"' "$root"/root/finsam-worker@*.log

step "What it says: a figure in a sentence, a count that is hidden, and a file with books"
visit text kramfors 2024 verksamhetsplan/visa 'Statens driftsbidrag för 2024 är 1 293 000 kr.'
inside finsam load_forbund degerfors-karlskoga
visit invite degerfors-karlskoga
visit text degerfors-karlskoga 2023 arsredovisning/html 'ett dolt antal av 63'
visit books kramfors 2024

step "Another key; who was signed in still is"
visit remember
old=$(inside sed -n 's/^FINSAM_SECRET_KEY=//p' /etc/finsam/finsam.env)
inside sed -i "s|^FINSAM_SECRET_KEY=.*|FINSAM_SECRET_KEY=$(python3 -c 'import secrets; print(secrets.token_urlsafe(64))')\nFINSAM_SECRET_KEY_FALLBACKS=$old|" \
    /etc/finsam/finsam.env
stopped() { # as `systemctl stop finsam.target` would
    end 'manage.py worker'
    for port in 8000 8001; do end "127.0.0.1:$port"; done
}
exchange() {
    end 'manage.py worker'
    for n in 1 2; do start finsam-worker@.service "$n"; done
    for port in 8000 8001; do end "127.0.0.1:$port" && start finsam-site@.service "$port" && alive "$port"; done
}
exchange
visit still kramfors

if [[ $former != "$now" ]]; then
    step "Upgrade to ${now:0:12} while somebody asks all the time"
    visit watch /root/enough >"$root/root/watch.log" 2>&1 &
    watching=$!
    inside git -C /root/finsam checkout --quiet "$now"
    inside /root/finsam/deploy/install.sh
    inside bash /root/install/unit.sh finsam-migrate.service
    exchange
    touch "$root/root/enough"
    wait "$watching" || { cat "$root/root/watch.log" && exit 1; }
    cat "$root/root/watch.log"
    visit still kramfors
fi

step "A backup, encrypted, and all of it in an empty database"
inside age-keygen -o /root/nyckel.txt 2>/dev/null
recipient=$(sed -n 's/^# public key: //p' "$root/root/nyckel.txt")
printf 'FINSAM_BACKUP_RECIPIENT=%s\n' "$recipient" >>"$root/etc/finsam/finsam.env"
inside bash /root/install/unit.sh finsam-backup.service
file=$(inside sh -c 'ls /var/backups/finsam/*.tar.age')
inside install --owner finsam --mode 0400 /root/nyckel.txt /var/backups/finsam/nyckel.txt
inside finsam backup --verify "$file" --identity /var/backups/finsam/nyckel.txt
stopped
inside setpriv --reuid postgres --regid postgres --init-groups sh -c 'cd / && dropdb finsam'
inside /root/finsam/deploy/install.sh --database
inside finsam --owner restore "$file" --identity /var/backups/finsam/nyckel.txt
inside finsam --owner database_roles
inside finsam database_roles --check
inside finsam verify_history
inside finsam verify_edition --all
exchange
visit draw kramfors 2024

step "No secret link in any log, and nothing of the account's in what is installed"
if grep -rhE 'reset/key/[0-9a-z]+-' "$root"/root/finsam-*.log "$root"/var/log/nginx; then exit 1; fi
inside sh -c '[ -z "$(find /opt/finsam -user finsam -o -perm /022 ! -type l)" ]'

step "Taken away, but for what people have written"
stopped
inside /root/finsam/deploy/install.sh --uninstall --purge
inside sh -c '[ ! -e /opt/finsam ] && [ ! -e /etc/finsam ] && ! id finsam 2>/dev/null && ls /var/backups/finsam'
echo "All of it went well."
