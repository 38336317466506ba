#!/bin/sh
# Checks that every kernel gives the same bits on every processor: the checksums that the package
# gives when it is compiled for this one, for those with AVX2 (haswell), for those with nothing beyond
# x86-64, where a fused multiply-add is a call of the C library, and for arm64, which is emulated. On
# an arm64 machine the first is enough.
#
#     Tests/Peers/same-bits.sh            compares them with Tests/Peers/checksums.txt
#     Tests/Peers/same-bits.sh --write    writes that file first, with those of this processor
set -eu
cd "$(dirname "$0")/../.."
expected=Tests/Peers/checksums.txt

compare() { # NAME FILE
  # Whole models are left out on arm64.
  if [ "$1" = arm64 ]; then grep -v '^training ' "$expected"; else cat "$expected"; fi |
    diff - "$2" >&2 || {
    echo "the bits of $1 are not those of $expected" >&2
    exit 1
  }
  echo "$1: $(wc -l < "$2") checksums, all the same"
}

processors=native
if [ "$(uname -m)" = x86_64 ]; then processors="native haswell x86-64"; fi
for processor in $processors; do
  export NOTES_PROCESSOR=$processor
  swift build --product peers --scratch-path ".build-$processor" >&2
  echo checksums | ".build-$processor/debug/peers" > ".build-$processor/checksums"
  if [ "$processor ${1:-}" = "native --write" ]; then cp .build-native/checksums "$expected"; fi
  compare "$processor" ".build-$processor/checksums"
done

if [ "$(uname -sm)" != "Linux x86_64" ]; then exit; fi
emulator=$(command -v qemu-aarch64-static || command -v qemu-aarch64 || true)
if [ -z "$emulator" ] || ! command -v aarch64-linux-gnu-gcc > /dev/null; then
  echo "arm64: skipped, it needs aarch64-linux-gnu-gcc and qemu-aarch64" \
    "(Debian's gcc-aarch64-linux-gnu and qemu-user-static)"
  exit
fi
Tests/Peers/arm64/build.sh .build-arm64
"$emulator" .build-arm64/checksums > .build-arm64/checksums.txt
compare arm64 .build-arm64/checksums.txt
