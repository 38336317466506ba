#!/bin/sh
# Builds the module of WebAssembly that draws live pictures on pages, with the toolchain alone.
#
#     Sources/Embedded/live.sh FOLDER          writes FOLDER/live.wasm.gz
#     Sources/Embedded/live.sh FOLDER --keep   and keeps it as Chapters/Kept/live.wasm.gz for pages
set -eu
here=$(cd "$(dirname "$0")" && pwd)
package=$here/../..
target=wasm32-unknown-none-wasm
folder=$1
# The smaller, the sooner a page is ready; it computes no slower.
export OPTIMIZE=-Osize
"$here/compile.sh" $target "$folder"
"$here/compile.sh" $target "$folder" Pictures $(find "$here/../Pictures" -name '*.swift' | LC_ALL=C sort)
# Of what chapters share: the small language without its tables, and the planner.
shared=$here/../Experiments
"$here/compile.sh" $target "$folder" Experiments $(find "$shared/SmallLanguage" -name '*.swift' |
  LC_ALL=C sort | grep -v -e Dependency -e KnownTexts -e TrainingPlan -e UnknownWords) \
  "$shared/Serving/PlannedModel.swift" "$shared/Serving/ServingPlan.swift"
for chapter in GQA KVCache RMSNorm RoPE Training; do
  "$here/compile.sh" $target "$folder" ${chapter}Experiments \
    "$package/Chapters/$chapter/Experiments/Live"/*.swift
done
"$here/compile.sh" $target "$folder" Browser "$here"/Browser/*.swift
resources=$(swiftc -print-target-info | sed -n 's/.*"runtimeResourcePath": "\(.*\)".*/\1/p')
cd "$folder"
"$here/link.sh" . live.wasm "length names room load place sheet wrote draw" Base.o Lanes.o Mini.o Pictures.o \
  Experiments.o GQAExperiments.o KVCacheExperiments.o RMSNormExperiments.o RoPEExperiments.o TrainingExperiments.o \
  Browser.o \
  "$resources/embedded/$target/libswiftUnicodeDataTables.a"
# No name and no time: the same sources give the same bytes.
gzip -9 -n -c live.wasm > live.wasm.gz
ls -l live.wasm live.wasm.gz
if [ "${2:-}" = --keep ]; then cp live.wasm.gz "$package/Chapters/Kept/live.wasm.gz"; fi
