#!/usr/bin/env bash
# Install the Debian packages that a purpose needs, or say exactly which are missing.
#
#   tools/system.sh demo        what the site needs: WeasyPrint's libraries, the font, python3-venv
#   tools/system.sh demo test   and what the tests add: PostgreSQL, Chromium, poppler-utils
#
# FINSAM_APT=0 never installs, only tells.
set -euo pipefail

missing=()
wished=()

installed() { dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null | grep -qx installed; }

need() {
    local package
    for package in "$@"; do
        installed "$package" || missing+=("$package")
    done
}

# What makes it quicker, and is done without where it isn't to be had.
wish() { installed "$1" || wished+=("$1"); }

if ! command -v dpkg-query >/dev/null; then
    echo "Not a Debian system: make sure that Pango, HarfBuzz (with subset) and Open Sans are installed," >&2
    echo "and for the tests PostgreSQL 15 or later, Chromium and poppler-utils." >&2
    exit 0
fi

for purpose in "$@"; do
    case $purpose in
    demo)
        # WeasyPrint's shared libraries, the font of every page and PDF, and fc-match to find it.
        need libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz0b libharfbuzz-subset0 fontconfig fonts-open-sans
        # Debian's Python comes without ensurepip; other builds have it. A venv that exists needs neither.
        if [[ ! -x .venv/bin/python ]] && ! "${PYTHON:-python3}" -c "import ensurepip" 2>/dev/null; then
            need python3-venv
        fi
        ;;
    test)
        compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || need postgresql
        # The browser, what Playwright's own Node links to, and the PDF tools.
        need chromium libatomic1 poppler-utils
        # The same browser without windows, of the same source: tools/test.sh says what it saves.
        wish chromium-headless-shell
        ;;
    *)
        echo "Unknown purpose: $purpose" >&2
        exit 2
        ;;
    esac
done

((${#missing[@]} + ${#wished[@]})) || exit 0

if [[ ${FINSAM_APT:-1} != 0 && $(id -u) -eq 0 ]]; then
    as_root=(env)
elif [[ ${FINSAM_APT:-1} != 0 ]] && sudo -n true 2>/dev/null; then
    as_root=(sudo -n)
elif ((${#missing[@]} == 0)); then
    exit 0
else
    echo "These Debian packages are missing: ${missing[*]}" >&2
    echo "Install them, then try again:" >&2
    echo "    sudo apt-get install ${missing[*]}" >&2
    exit 1
fi

echo "Installing Debian packages: ${missing[*]} ${wished[*]}"
log=$(mktemp)
trap 'rm -f "$log"' EXIT

install() {
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install --yes --no-install-recommends "$@" </dev/null >"$log" 2>&1
}

# A package list that is absent or old is the usual reason to fail, so refresh it only then.
if ((${#missing[@]})) && ! install "${missing[@]}"; then
    if ! "${as_root[@]}" apt-get update </dev/null >"$log" 2>&1 || ! install "${missing[@]}"; then
        tail -n 20 "$log" >&2
        echo "apt-get could not install: ${missing[*]}" >&2
        exit 1
    fi
fi
if ((${#wished[@]})) && ! install "${wished[@]}"; then
    echo "Done without: ${wished[*]}"
fi
