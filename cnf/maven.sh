# Sourced where Maven is needed: installs it on Debian when that is possible, else says what is missing.
if ! command -v mvn >/dev/null 2>&1; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        echo "blockyard: installing maven" >&2
        apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq -y install --no-install-recommends maven >&2
    else
        echo "blockyard: needs Maven 3.8 or newer: install the package maven" >&2
        exit 1
    fi
fi
