#!/bin/sh
# Builds the package for three processors and checks that every kernel gives the same bits: with the
# registers of this one, with those of AVX2 (haswell), and with nothing beyond x86-64, where a fused
# multiply-add is a call of the C library.
#
#     Tests/Peers/same-bits.sh
set -eu
cd "$(dirname "$0")/../.."
for processor in native haswell x86-64; do
  export NOTES_PROCESSOR=$processor
  swift build --product peers --scratch-path ".build-$processor" >&2
  echo checksums | ".build-$processor/debug/peers" > ".build-$processor/checksums"
  diff .build-native/checksums ".build-$processor/checksums" || {
    echo "the bits of $processor are not those of this processor" >&2
    exit 1
  }
  echo "$processor: $(wc -l < ".build-$processor/checksums") checksums, all the same"
done
