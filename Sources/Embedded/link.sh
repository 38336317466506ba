#!/bin/sh
# Links a module of WebAssembly with the functions of Runtime, which stand for a C library.
#
#     Sources/Embedded/link.sh FOLDER MODULE "FUNCTION…" OBJECT…
#
# Objects of the runtime are left in FOLDER; the functions are what whoever loads the module may call. Clang
# and the linker come with the toolchain.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
folder=$1
module=$2
functions=$3
shift 3
tools=$(swiftc -print-target-info | sed -n 's/.*"runtimeResourcePath": "\(.*\)".*/\1/p')/../../bin
for part in memory numbers fused; do
  "$tools/clang" --target=wasm32-unknown-unknown -O2 -msimd128 -mbulk-memory -ffreestanding \
    -fno-builtin -ffp-contract=off -nostdlib -c "$here/Runtime/$part.c" -o "$folder/$part.o"
done
exports=
for function in $functions; do exports="$exports --export=$function"; done
"$tools/wasm-ld" --no-entry $exports --gc-sections -O2 --strip-all --compress-relocations -z stack-size=1048576 "$@" \
  "$folder/memory.o" "$folder/numbers.o" "$folder/fused.o" -o "$module"
