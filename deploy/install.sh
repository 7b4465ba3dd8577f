#!/usr/bin/env bash
# Finsam on a Debian machine without containers. Run it as root, in a clone of the version that is wanted.
#
#   deploy/install.sh                        install, or upgrade to this version; may be run again at any time
#   deploy/install.sh --sites 3 --workers 2  that many of each (default: 2 and 2; sites listen at 8000, 8001, …)
#   deploy/install.sh --database             and make its database in the PostgreSQL of this machine, where there is none
#   deploy/install.sh --uninstall            take programs and units away; settings, backups and the database stay
#   deploy/install.sh --uninstall --purge    and settings and the account; backups and the database stay
#
# Programs are in /opt/finsam/releases, a folder for each version, and belong to root; settings are in /etc/finsam, backups in
# /var/backups/finsam. Where systemd isn't running, everything is put in place and nothing is started.
set -euo pipefail
cd "$(dirname "$0")/.."

home=/opt/finsam settings=/etc/finsam backups=/var/backups/finsam units=/etc/systemd/system
sites=2 workers=2 act=install database= purge=

say() { printf '%s\n' "$*"; }
die() { say "$*" >&2 && exit 1; }

while (($#)); do
    case $1 in
    --sites | --workers)
        [[ ${2:-} =~ ^[1-9][0-9]?$ ]] || die "$1 takes a number from 1 to 99."
        printf -v "${1#--}" %s "$2"
        shift
        ;;
    --database) database=1 ;;
    --uninstall) act=uninstall ;;
    --purge) purge=1 ;;
    *) sed -n '2,8s/^# \?//p' "$0" >&2 && exit 2 ;;
    esac
    shift
done
[[ $(id -u) -eq 0 ]] || die "Run it as root: sudo $0"

has_systemd() { [[ -d /run/systemd/system ]]; }
ours() { (cd deploy/systemd && printf '%s\n' finsam*); }

if [[ $act == uninstall ]]; then
    if has_systemd; then
        systemctl disable --now finsam.target finsam-backup.timer 'finsam-site@*' 'finsam-worker@*' 2>/dev/null || true
        systemctl stop 'finsam-*' 2>/dev/null || true
    fi
    for unit in $(ours); do rm -f "$units/$unit"; done
    rm -rf "$units"/finsam.target.wants "$home" /usr/local/bin/finsam
    if has_systemd; then systemctl daemon-reload; fi
    if [[ -n $purge ]]; then
        rm -rf "$settings"
        if id finsam &>/dev/null; then userdel finsam; fi
    fi
    say "Finsam is taken away. The database and $backups are left."
    exit 0
fi

# What Debian has to give.
tools/system.sh demo
python3 -c 'import ensurepip' 2>/dev/null || die "Install python3-venv: apt-get install python3-venv"
export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0=$PWD # the clone may be another user's
version=$(git rev-parse --short=12 HEAD) || die "This is no clone with git: $PWD"
if [[ -n $(git status --porcelain) ]]; then say "What isn't committed here is not installed."; fi

id finsam &>/dev/null || useradd --system --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin finsam
install --directory --mode 0755 "$home/releases"
install --directory --mode 0750 --owner root --group finsam "$settings"
install --directory --mode 0700 --owner finsam --group finsam "$backups"

# A release that wasn't made to its end is made anew.
release=$home/releases/$version
if [[ ! -e $release/.whole ]]; then
    say "Installing $version"
    rm -rf "$release"
    mkdir "$release"
    git archive HEAD ':!tests' ':!tools/bench' | tar --extract --no-same-owner --no-same-permissions --directory "$release"
    python3 -m venv "$release/.venv"
    "$release/.venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-input --require-hashes \
        --requirement requirements.txt
    (
        cd "$release"
        # Collecting needs the settings to load but none of their secrets.
        FINSAM_SECRET_KEY=build FINSAM_ALLOWED_HOSTS=build FINSAM_ORIGIN=https://build EMAIL_URL=dummymail:// \
            DATABASE_URL=sqlite://:memory: .venv/bin/python manage.py collectstatic --no-input --verbosity 0
        .venv/bin/python -m compileall -q -x '/\.venv/' .
        chmod -R u=rwX,go=rX .
    )
    touch "$release/.whole"
fi
ln -sfn "$release" "$home/next"

# Settings that are there are left as they are.
random() { python3 -c 'import secrets; print(secrets.token_urlsafe(48))'; }
if [[ ! -e $settings/finsam.env ]]; then
    role=$(random)
    fill() {
        sed -e "s/@ROLE_PASSWORD@/$role/; s/@OWNER_PASSWORD@/$(random)/; s/@SECRET_KEY@/$(random)/" "deploy/$1" >"$settings/.$1"
        chmod "$2" "$settings/.$1"
        chgrp "$3" "$settings/.$1"
        mv "$settings/.$1" "$settings/$1"
    }
    (umask 077 && fill owner.env 0600 root && fill finsam.env 0640 finsam)
fi

install --mode 0755 deploy/finsam /usr/local/bin/finsam
for unit in $(ours); do install --mode 0644 "deploy/systemd/$unit" "$units/$unit"; done

# Swedish sorting (å, ä, ö last). It is chosen when the database is made, and not later.
if [[ -n $database ]]; then
    as_postgres() { (cd / && setpriv --reuid postgres --regid postgres --init-groups -- "$@"); }
    password=$(sed -n 's|^DATABASE_URL=postgres://finsam:\([^@]*\)@.*|\1|p' "$settings/owner.env")
    if [[ -z $(as_postgres psql --tuples-only --command "SELECT 1 FROM pg_roles WHERE rolname = 'finsam'") ]]; then
        as_postgres createuser --createrole finsam
    fi
    # Also where it was there, from an installation whose settings were taken away.
    printf "ALTER ROLE finsam PASSWORD '%s';\n" "$password" | as_postgres psql --quiet --set ON_ERROR_STOP=1
    if [[ -z $(as_postgres psql --tuples-only --command "SELECT 1 FROM pg_database WHERE datname = 'finsam'") ]]; then
        as_postgres createdb --owner finsam --template template0 --encoding UTF8 --locale C.UTF-8 --locale-provider icu \
            --icu-locale sv-SE finsam
    fi
fi

lacking=$(sed -n 's/^\([A-Z_]*\)=$/\1/p' "$settings/finsam.env" | paste -sd ' ')
if [[ -n $lacking ]]; then
    say "Fill in $lacking in $settings/finsam.env, and run this again."
    exit 0
fi

if ! has_systemd; then
    ln -sfn "$release" "$home/current"
    say "systemd isn't running here, so nothing was started. The tables: finsam --owner migrate, finsam --owner database_roles."
    exit 0
fi

# The tables first, then workers, then one site at a time, so that somebody always answers.
systemctl daemon-reload
systemctl start finsam-migrate.service || die "The tables could not be changed, and nothing else was: journalctl -u finsam-migrate"
ln -sfn "$release" "$home/current"
systemctl enable --quiet finsam.target finsam-backup.timer
for ((n = 1; n <= workers; n++)); do
    systemctl enable --quiet "finsam-worker@$n"
    systemctl restart "finsam-worker@$n"
done
alive() { python3 -c "import urllib.request; urllib.request.urlopen('http://127.0.0.1:$1/halsa/', timeout=5)" 2>/dev/null; }
for ((port = 8000; port < 8000 + sites; port++)); do
    systemctl enable --quiet "finsam-site@$port"
    systemctl restart "finsam-site@$port"
    for ((n = 0; n < 60; n++)); do if alive "$port"; then break; fi; sleep 1; done
    alive "$port" || die "The site at $port doesn't answer; the others are left as they were: journalctl -u finsam-site@$port"
done
# Those that were more the last time.
for unit in $(systemctl list-units --plain --no-legend 'finsam-site@*' 'finsam-worker@*' | cut -d ' ' -f 1); do
    [[ $unit =~ @([0-9]+)\. ]]
    if [[ $unit == *site* ]]; then last=$((7999 + sites)); else last=$workers; fi
    if ((BASH_REMATCH[1] > last)); then systemctl disable --quiet --now "$unit"; fi
done
systemctl start finsam.target finsam-backup.timer

# The one before stays, to go back to.
find "$home/releases" -mindepth 1 -maxdepth 1 -type d ! -path "$release" -printf '%T@ %p\n' | sort -rn | tail -n +2 | cut -d ' ' -f 2- |
    xargs --no-run-if-empty rm -rf
say "Finsam $version serves at 127.0.0.1:8000-$((7999 + sites)), with $workers workers."
