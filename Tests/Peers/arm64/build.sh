#!/bin/sh
# Compiles the kernels of Mini for arm64 with Embedded Swift, which every toolchain for Linux brings
# along, and links them with the C library of Debian's gcc-aarch64-linux-gnu.
#
#     Tests/Peers/arm64/build.sh FOLDER    writes FOLDER/checksums
#
# What asks the system for processors, threads and memory, or holds a lock, has a stand-in here. Whole
# models stay out, which hold any cache: Embedded Swift has no existentials. So does how a tensor is
# printed, which needs Foundation.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
sources=$here/../../../Sources
mkdir -p "$1"
cd "$1"

compile() { # MODULE FILE…
  module=$1
  shift
  swiftc -O -wmo -parse-as-library -enable-experimental-feature Embedded -swift-version 6 \
    -target aarch64-none-none-elf -package-name notes -I . -suppress-warnings \
    -module-name "$module" -emit-module -emit-module-path "$module.swiftmodule" \
    -c "$@" -o "$module.o"
}

compile Base "$here/Processors.swift" $(ls "$sources"/Base/*.swift | grep -v /Processors)
compile Lanes "$sources"/Lanes/*.swift
compile Mini "$here/Machine.swift" $(find "$sources/Mini" -name '*.swift' |
  grep -v -e Machine/Helpers -e Machine/LargePages -e Machine/PhysicalMemory -e Machine/Scratch |
  grep -v -e Numbers/TensorDescription -e Model/Transformer -e Model/Generation -e Model/Sampler -e Model/OperationCounter |
  grep -v -e Training/Trainer -e Training/TrainingStep -e Training/Batch -e Training/Evaluation)
# Of the published models, how weights become blocks.
compile LanguageModel "$sources"/LanguageModel/Blocks/Quantization.swift \
  "$sources"/LanguageModel/Blocks/BFloat16.swift
compile checksums "$here/Main.swift" "$here/../Checksums.swift"

# GNU's linker refuses a symbol of Swift that is protected; LLVM's comes with the toolchain.
resources=$(swiftc -print-target-info | sed -n 's/.*"runtimeResourcePath": "\(.*\)".*/\1/p')
aarch64-linux-gnu-gcc -static -fuse-ld=lld -B "$(dirname "$(command -v ld.lld)")" ./*.o \
  "$resources"/embedded/aarch64-none-none-elf/libswiftUnicodeDataTables.a -lm -o checksums
