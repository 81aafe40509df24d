#!/bin/sh
# Installs Chromium and PostgreSQL where that is possible without asking (root on Debian); else says what is left out.
set -u
missing=""
[ -n "$(command -v chromium || command -v chromium-browser || command -v google-chrome)" ] || missing="$missing chromium"
{ command -v pg_ctl || ls /usr/lib/postgresql/*/bin/pg_ctl; } >/dev/null 2>&1 || missing="$missing postgresql"
[ -n "$missing" ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "installing for the tests:$missing"
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $missing >/dev/null && exit 0
fi
echo "left out: the tests that need$missing. To run them: apt-get install$missing (as root on Debian)."
