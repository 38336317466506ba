#!/bin/sh
# Compiles Base, Lanes and Mini, all of them, as Embedded Swift, which every toolchain for Linux brings along.
#
#     Sources/Embedded/compile.sh TARGET FOLDER [MODULE FILE…]    writes FOLDER/*.o
#
# What asks the system for processors, threads, memory and locks has a stand-in in this folder, and how a tensor
# is printed stays out, which needs Foundation. With a MODULE, compiles that one of the files given, which may
# import those compiled before. Without OPTIMIZE it is optimised for speed, and so must be what computes.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
sources=$here/..
target=$1
folder=$2
shift 2
mkdir -p "$folder"

compile() { # MODULE FILE…
  module=$1
  shift
  case $target in wasm32*) more="-Xcc -msimd128" ;; *) more= ;; esac
  # Of the warnings, none is of a kind that the package's own build would not give.
  swiftc "${OPTIMIZE:--O}" -wmo -enforce-exclusivity=unchecked -parse-as-library \
    -enable-experimental-feature Embedded -swift-version 6 \
    -target "$target" $more -package-name notes -I "$folder" -I "$sources/Words/include" -suppress-warnings \
    -module-name "$module" -emit-module -emit-module-path "$folder/$module.swiftmodule" \
    -c "$@" -o "$folder/$module.o"
}

if [ $# -gt 0 ]; then
  compile "$@"
  exit
fi
compile Base "$here/Processors.swift" $(ls "$sources"/Base/*.swift | grep -v /Processors)
compile Lanes "$here/FusedMultiplyAdd.swift" "$sources"/Lanes/*.swift
compile Mini "$here/Machine.swift" $(find "$sources/Mini" -name '*.swift' | LC_ALL=C sort |
  grep -v -e Machine/CurrentCounter -e Machine/Helpers -e Machine/LargePages -e Machine/PhysicalMemory \
    -e Machine/Scratch -e Numbers/TensorDescription)
