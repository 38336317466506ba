#!/bin/sh
# A chapter that writes what lies beside the link by which it is called.
here=${0%/*}
for last; do :; done
cat "$here/page" > "$last"
if [ "$1" = --thorough ]; then
  mkdir -p "$3"
  cp "$here/drawings"/* "$3"
fi
if [ "$2" = markdown ] || [ "$3" = markdown ]; then
  cp -R "$here/drawings" "${last%/*}/figures"
  cat "$here/record" > "${last%/*}/record"
fi
exit "$(cat "$here/status")"
