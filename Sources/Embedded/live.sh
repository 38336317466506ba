#!/bin/sh
# Builds the module of WebAssembly that draws live pictures on pages, with the toolchain alone.
#
#     Sources/Embedded/live.sh FOLDER          writes FOLDER/live.wasm.gz
#     Sources/Embedded/live.sh FOLDER --keep   and keeps it as Chapters/Kept/live.wasm.gz for pages
#     Sources/Embedded/live.sh FOLDER --compare   and compares it with the one that is kept, byte for byte,
#                                                 where this is the compiler that made it
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
  $(find "$shared/Serving" -name '*.swift' | LC_ALL=C sort | grep -v -e PublishedModel -e ModelNames)
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
kept=$package/Chapters/Kept
compiler=$(swiftc --version 2>/dev/null | grep -o 'Swift version.*')
case ${2:-} in
--keep)
  cp live.wasm.gz "$kept/live.wasm.gz"
  echo "$compiler" > "$kept/live.compiler"
  ;;
--compare)
  if [ "$compiler" != "$(cat "$kept/live.compiler")" ]; then
    echo "not compared: the kept module was made by $(cat "$kept/live.compiler"), and this is $compiler"
  else
    # At the end stand 16 bytes for each of eleven modules, which depend on the name of FOLDER.
    gunzip -c "$kept/live.wasm.gz" > kept.wasm
    count=$(($(wc -c < live.wasm) - 16 * 11))
    head -c $count live.wasm > live.code
    head -c $count kept.wasm > kept.code
  fi
  if [ ! -e kept.wasm ]; then
    :
  elif [ $(wc -c < kept.wasm) = $(wc -c < live.wasm) ] && cmp kept.code live.code; then
    echo "the same bytes as the kept module"
  else
    echo "the kept module is another: keep this one with --keep" >&2
    exit 1
  fi
  ;;
esac
