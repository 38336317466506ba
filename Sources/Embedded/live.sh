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
"$here/compile.sh" $target "$folder"
# What draws need not be fast but small.
export OPTIMIZE=-Osize
"$here/compile.sh" $target "$folder" Pictures $(find "$here/../Pictures" -name '*.swift' | LC_ALL=C sort)
# Of what chapters share: the words of the small language, the shape of its models, and the planner.
shared=$here/../Experiments
"$here/compile.sh" $target "$folder" Experiments "$shared/SmallLanguage/ModelShape.swift" \
  "$shared/SmallLanguage/Word.swift" "$shared/Serving/PlannedModel.swift" \
  "$shared/Serving/ServingPlan.swift"
for chapter in GQA KVCache RMSNorm RoPE; do
  "$here/compile.sh" $target "$folder" ${chapter}Experiments \
    "$package/Chapters/$chapter/Experiments/Live"/*.swift
done
"$here/compile.sh" $target "$folder" Browser "$here"/Browser/*.swift
resources=$(swiftc -print-target-info | sed -n 's/.*"runtimeResourcePath": "\(.*\)".*/\1/p')
cd "$folder"
"$here/link.sh" . live.wasm "length names room load place draw" Base.o Lanes.o Mini.o Pictures.o \
  Experiments.o GQAExperiments.o KVCacheExperiments.o RMSNormExperiments.o RoPEExperiments.o Browser.o \
  "$resources/embedded/$target/libswiftUnicodeDataTables.a"
# No name and no time: the same sources give the same bytes.
gzip -9 -n -c live.wasm > live.wasm.gz
ls -l live.wasm live.wasm.gz
if [ "${2:-}" = --keep ]; then cp live.wasm.gz "$package/Chapters/Kept/live.wasm.gz"; fi
