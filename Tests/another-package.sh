#!/bin/sh
# Depends on Mini from a second package, as README.md says: clones the package with what is committed,
# gives the clone a tag, makes a package of the two files shown there, builds it and runs its lines. Takes
# a minute, and needs no network.
#
#     Tests/another-package.sh
set -eu
package=$(cd "$(dirname "$0")/.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

git clone --quiet "$package" "$folder/executable-notes"
git -C "$folder/executable-notes" tag 1.0.0

# The first two blocks of Swift below the heading.
mkdir -p "$folder/try/Sources/try"
awk -v manifest="$folder/try/Package.swift" -v program="$folder/try/Sources/try/main.swift" '
  /^## Use it in your own package/ { below = 1 }
  /^```$/ { file = "" }
  file != "" { print > file }
  below && /^```swift$/ { file = ++count == 1 ? manifest : count == 2 ? program : "" }
' "$package/README.md"

cd "$folder/try"
swift run --quiet try > written
cat written
# A cached text is the same as one without a cache.
grep --quiet "the same" written
