#!/bin/sh
# Runs the tests of everything that several threads share under the thread sanitizer, which reports
# memory that two of them touch without an order. Builds into a folder of its own.
#
#     Tests/thread-sanitizer.sh [FILTER]
set -eu
cd "$(dirname "$0")/.."
# A report ends the run and makes it fail.
export TSAN_OPTIONS="halt_on_error=1 ${TSAN_OPTIONS:-}"
swift test --sanitize=thread --scratch-path .build-thread --filter "${1:-MiniTests|WorkbenchTests}"
echo "the thread sanitizer has nothing to report"
