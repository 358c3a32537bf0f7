# Sourced by ./blockyard test [MAVEN ARGUMENT]...: everything that says whether the tree is good.
# Peers come from Debian's packages: installed when that is possible, else named, and the tests that need them skip with the reason.
# Under CI=true nothing may be skipped, and a bundle list that was not committed is an error.
missing=
if command -v dpkg-query >/dev/null 2>&1; then
    while read -r package; do
        case $(dpkg-query -W -f='${Status}' "$package" 2>/dev/null) in
            *' installed') ;;
            *) missing="$missing $package" ;;
        esac
    done < "$root/cnf/peer-packages.txt"
fi
if [ -n "$missing" ]; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        echo "blockyard: installing$missing" >&2
        apt="apt-get -qq -y -o Acquire::Retries=3"
        $apt update >&2
        # shellcheck disable=SC2086
        DEBIAN_FRONTEND=noninteractive $apt install --no-install-recommends $missing >&2
    else
        echo "blockyard: for all tests install:$missing" >&2
    fi
fi
. "$root/cnf/maven.sh"
cd "$root"
before=$(cat run-configs/*.bndrun | cksum)
./mvnw -B -T2 -Dstyle.color=never -Dmaven.wagon.http.retryHandler.count=3 verify "$@"
if [ "${CI:-}" = true ] && [ "$before" != "$(cat run-configs/*.bndrun | cksum)" ]; then
    echo "blockyard: the build has resolved another list of bundles than was committed: commit run-configs/*.bndrun" >&2
    exit 1
fi
