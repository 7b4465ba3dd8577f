#!/bin/bash
# What a unit starts, by the lines of its file: its account, folder, settings and commands, without systemd and its walls.
#
#   unit.sh finsam-site@.service 8000
set -euo pipefail

file=/etc/systemd/system/$1 instance=${2:-}
told() { sed -n "s/^$1=//p" "$file" | sed "s/%i/$instance/g"; }

for settings in $(told EnvironmentFile); do
    while IFS= read -r line || [[ -n $line ]]; do
        [[ $line =~ ^([A-Z][A-Z0-9_]*)=(.*)$ ]] && export "${BASH_REMATCH[1]}=${BASH_REMATCH[2]}"
    done <"$settings"
done
for setting in $(told Environment); do export "${setting?}"; done
for folder in $(told RuntimeDirectory); do install --directory --owner finsam --group finsam --mode 0755 "/run/$folder"; done

cd "$(told WorkingDirectory)"
as=(setpriv --reuid "$(told User)" --regid "$(told Group)" --init-groups --no-new-privs --)
mapfile -t commands < <(told ExecStart)
for ((n = 0; n < ${#commands[@]} - 1; n++)); do
    read -ra words <<<"${commands[n]}"
    "${as[@]}" "${words[@]}"
done
read -ra words <<<"${commands[-1]}"
exec "${as[@]}" "${words[@]}"
