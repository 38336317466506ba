#!/bin/sh
# A chapter that writes what lies beside the link by which it is called.
here=${0%/*}
for last; do :; done
cat "$here/run" > "$last"
if [ "$1" = --thorough ]; then
  mkdir -p "$3"
  cp "$here/drawings"/* "$3"
fi
exit "$(cat "$here/status")"
