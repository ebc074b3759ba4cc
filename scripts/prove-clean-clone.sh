#!/bin/bash
# Proves the two promises of a fresh machine by hand (needs a way to the npm registry): a clone in a private directory,
# an empty HOME and nothing but the system's PATH gets set up, by two set-ups at once, and a second time costs nothing.
set -euo pipefail
repository=$(cd "$(dirname "$0")/.." && pwd)
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
mkdir "$place/home"
git clone --quiet "$repository" "$place/clone"
clean=(env -i HOME="$place/home" PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin)
cd /

show='console.log(`runs on ${process.execPath} ${process.version}`)'
report() { awk -v what="$1" -v from="$2" -v to="$(date +%s.%N)" 'BEGIN { printf "%s: %.2f s\n", what, to - from }'; }

echo "system Node $("${clean[@]}" node --version), npm $("${clean[@]}" npm --version)"
from=$(date +%s.%N)
"${clean[@]}" "$place/clone/scripts/run" --with-browser -e "$show" &
"${clean[@]}" "$place/clone/scripts/run" --with-browser -e "$show"
wait $!
report 'two set-ups at once of a fresh clone' "$from"

from=$(date +%s.%N)
"${clean[@]}" "$place/clone/scripts/run" --with-browser -e 0
report 'set-up when nothing is missing' "$from"

from=$(date +%s.%N)
"${clean[@]}" npm --prefix "$place/clone" run check
report 'npm run check' "$from"

cd "$place/clone"
test -z "$(git status --porcelain)" || { git status --short; echo 'the set-up left changes in the clone'; exit 1; }
