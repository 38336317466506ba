#!/bin/sh
# Runs the tests of everything that several threads share under the thread sanitizer, which reports
# memory that two of them touch without an order. Builds into a folder of its own.
#
#     Tests/thread-sanitizer.sh [FILTER]
set -eu
cd "$(dirname "$0")/.."

# Not every toolchain has the sanitizer's library, and not every kernel lets it lay out its memory.
probe=$(mktemp -d)
trap 'rm -rf "$probe"' EXIT
echo 'print("runs")' > "$probe/probe.swift"
if ! swiftc -sanitize=thread -o "$probe/probe" "$probe/probe.swift" 2> "$probe/errors" ||
  [ "$("$probe/probe" 2>> "$probe/errors")" != runs ]; then
  echo "skipped: the thread sanitizer does not work here: $(grep . "$probe/errors" | head -n 1)"
  exit 0
fi

# A report ends the run and makes it fail.
export TSAN_OPTIONS="halt_on_error=1 ${TSAN_OPTIONS:-}"
swift test --sanitize=thread --scratch-path .build-thread \
  --filter "${1:-MiniTests|WorkbenchTests}"
echo "the thread sanitizer has nothing to report"
