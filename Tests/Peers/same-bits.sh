#!/bin/sh
# Checks that every kernel gives the same bits on every processor: the checksums that the package
# gives when it is compiled for this one, for those with AVX2 (haswell), for those with nothing beyond
# x86-64, where a fused multiply-add is a call of the C library, for arm64, which is emulated, and for
# WebAssembly, whose fused multiply-add is our own, as a browser runs it. On an arm64 machine the first
# and the last are enough.
#
#     Tests/Peers/same-bits.sh            compares them with Tests/Peers/checksums.txt
#     Tests/Peers/same-bits.sh --write    writes that file first, with those of this processor
set -eu
cd "$(dirname "$0")/../.."
expected=Tests/Peers/checksums.txt

compare() { # NAME FILE
  # Positions beyond 32 bits are left out where there are none.
  if [ "$1" = wasm ]; then grep -v '^rotation ' "$expected"; else cat "$expected"; fi |
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

if [ "$(uname -s)" != Linux ]; then exit; fi

# WebAssembly: all it needs comes with the toolchain for Linux, but for what runs it.
node=$(command -v node || command -v nodejs || true)
if [ -z "$node" ]; then
  echo "wasm: skipped, it needs node (Debian's nodejs)"
else
  Tests/Peers/embedded/build.sh wasm .build-wasm
  "$node" Tests/Peers/embedded/run.mjs .build-wasm/checksums.wasm > .build-wasm/checksums.txt
  compare wasm .build-wasm/checksums.txt
fi

if [ "$(uname -m)" != x86_64 ]; then exit; fi
emulator=$(command -v qemu-aarch64-static || command -v qemu-aarch64 || true)
if [ -z "$emulator" ] || ! command -v aarch64-linux-gnu-gcc > /dev/null; then
  echo "arm64: skipped, it needs aarch64-linux-gnu-gcc and qemu-aarch64" \
    "(Debian's gcc-aarch64-linux-gnu and qemu-user-static)"
  exit
fi
Tests/Peers/embedded/build.sh arm64 .build-arm64
"$emulator" .build-arm64/checksums > .build-arm64/checksums.txt
compare arm64 .build-arm64/checksums.txt
