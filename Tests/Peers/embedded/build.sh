#!/bin/sh
# Compiles all of Mini as Embedded Swift for another processor, and the program that prints checksums.
#
#     Tests/Peers/embedded/build.sh arm64 FOLDER    writes FOLDER/checksums, to be emulated
#     Tests/Peers/embedded/build.sh wasm FOLDER     writes FOLDER/checksums.wasm, for run.mjs
#
# arm64 is linked with the C library of Debian's gcc-aarch64-linux-gnu, WebAssembly with the few functions of
# Sources/Embedded/Runtime.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
embedded=$here/../../../Sources/Embedded
models=$here/../../../Sources/LanguageModel
folder=$2
case $1 in arm64) target=aarch64-none-none-elf ;; *) target=wasm32-unknown-none-wasm ;; esac

"$embedded/compile.sh" $target "$folder"
# Of the published models, how their weights are stored.
"$embedded/compile.sh" $target "$folder" Blocks $(find "$models/Blocks" -name '*.swift' | LC_ALL=C sort)
"$embedded/compile.sh" $target "$folder" LanguageModel "$models/Blocks.swift"
"$embedded/compile.sh" $target "$folder" checksums "$here/Main.swift" "$here/../Checksums.swift"

resources=$(swiftc -print-target-info | sed -n 's/.*"runtimeResourcePath": "\(.*\)".*/\1/p')
unicode=$resources/embedded/$target/libswiftUnicodeDataTables.a
cd "$folder"
objects="Base.o Lanes.o Mini.o Blocks.o LanguageModel.o checksums.o"
if [ "$1" = arm64 ]; then
  # GNU's linker refuses a symbol of Swift that is protected; LLVM's comes with the toolchain.
  aarch64-linux-gnu-gcc -static -fuse-ld=lld -B "$(dirname "$(command -v ld.lld)")" $objects \
    "$unicode" -lm -o checksums
else
  "$embedded/link.sh" . checksums.wasm __main_argc_argv $objects "$unicode"
fi
