#!/bin/sh
# A chapter that prints what lies beside the link by which it is called.
here=${0%/*}
for last; do :; done
if [ "$2" = json ]; then
  cat "$here/record" > "$last"
else
  cat "$here/page" > "$last"
  cp -R "$here/drawings" "${last%/*}/figures"
fi
exit "$(cat "$here/status")"
