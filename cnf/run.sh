# Sourced by ./blockyard: finds the product and starts its parts. $root is the folder of ./blockyard.
if [ -f "$root/pom.xml" ]; then
    product=$root/run-configs/target/product
else
    product=$root
    jdk_needs=java
fi
. "$root/cnf/jdk.sh"
java=$JAVA_HOME/bin/java
# The last of these: records are made by reflection a few times only; spinning method handles for that costs a start 60 ms.
quiet="--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -Djdk.reflect.useNativeAccessorOnly=true"
# Parts of this very release that bundles/posix links the C library with: an eighth of the time, a third of what a tool does.
case $java_release in
    25*) for package in foreign.abi foreign.abi.x64 access; do
            quiet="$quiet --add-exports=java.base/jdk.internal.$package=ALL-UNNAMED"
        done ;;
esac
# What makes a short life quick: no code is worth a second compiler, and the ahead-of-time cache lies where it was made for (Java would
# move it to another address at each start, which touches all of its 18 MB).
tool_options="-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData -XX:+UnlockDiagnosticVMOptions -XX:ArchiveRelocationMode=0 $quiet"

usage() {
    cat <<'END'
usage: blockyard COMMAND [ARGUMENT]...
  up                  a daemon with a demo disk over NBD, QMP and a shell on this terminal
  storage-daemon      serve disks; takes the options of qemu-storage-daemon
  img, io, nbd        the tools; they take the options of qemu-img, qemu-io and qemu-nbd
  shell               the shell of a running daemon
  new-driver          a project that builds a driver of your own
from the sources:
  build               build what is out of date
  test                all tests: units, rules, the product in a framework, real peers
  dist                dist/blockyard-VERSION.tar.gz
  bench               compare servers and tools with peers
END
}

need_sources() {
    [ -f "$root/pom.xml" ] || { echo "blockyard: '$command' works in a source tree only" >&2; exit 1; }
}

# Builds when the product is missing or older than a source.
prepare() {
    # the tests run inside a build: what they start is what it has just built
    [ "$product" != "$root" ] && [ -z "${BLOCKYARD_NO_BUILD:-}" ] || return 0
    stamp=$root/run-configs/target/built
    if [ ! -d "$product" ] || [ ! -f "$stamp" ] || out_of_date; then
        . "$root/cnf/build.sh"
    fi
}

# The run configurations are compared by content, since the build itself may write them.
out_of_date() {
    [ -n "$(cd "$root" && find pom.xml bnd.bnd cnf bundles features run-configs -name target -prune -o \
        -type f -newer "$stamp" ! -name '*.sh' ! -name '*.md' ! -name '*.bndrun' -print | head -n 1)" ] ||
        [ "$(cat "$stamp")" != "$(run_configs)" ]
}

run_configs() { cat "$root"/run-configs/*.bndrun | cksum; }

# The daemon keeps this process: signals and inherited descriptors reach it.
start_daemon() {
    tool=storage-daemon digests=launcher
    daemon_flags
    find_cache
    set -- -cp "$product/launcher/launcher.jar:$product/launcher/framework.jar" \
        org.blockyard.launcher.Main "$product/bundles/storage-daemon" "$@"
    [ -z "$cache" ] || set -- "-XX:AOTCache=$cache" -Xlog:disable "$@"
    # shellcheck disable=SC2086
    set -- "$java" $flags ${BLOCKYARD_JAVA_OPTS:-} "$@"
    for argument; do
        case $argument in --da|--dae|--daem|--daemo|--daemon|--daemoni|--daemoniz|--daemonize) start_in_background "$@" ;; esac
    done
    exec "$@"
}

# 64 MiB are enough for the data path; the rest is for metadata caches. What is young dies young there: more room for it is only
# memory touched; and what grew old is collected only when the heap is full, so it starts small. Compiling later costs a start 250 ms
# less and busy code nothing. The opened package makes channels of inherited sockets.
#
# With an arena for each few threads the C library keeps much of what was freed, in a daemon with hundreds of threads 60 MiB and more.
daemon_flags() {
    export MALLOC_ARENA_MAX="${MALLOC_ARENA_MAX:-2}" MALLOC_MMAP_THRESHOLD_="${MALLOC_MMAP_THRESHOLD_:-131072}"
    export MALLOC_TRIM_THRESHOLD_="${MALLOC_TRIM_THRESHOLD_:-131072}"
    flags="-XX:+UseSerialGC -Xmx256m -Xms32m -Xmn16m -XX:CompileThresholdScaling=4 $quiet --add-opens=java.base/sun.nio.ch=ALL-UNNAMED"
}

# Java can't fork: the daemon gets a session of its own, and as its standard input a fifo on which it says that it is ready.
# It lets go of the terminal then; if it ends before, its message is on the terminal already. Descriptor 0 is the only one
# used here, for the others may be meant for the daemon; and no '&', for it would make the daemon deaf to SIGINT.
start_in_background() {
    waiting=$(mktemp -d) && mkfifo "$waiting/ready"
    trap 'rm -rf "$waiting"' EXIT
    exec <>"$waiting/ready"
    # sockets that a service manager meant for this process are meant for the one that goes on
    # shellcheck disable=SC2016
    [ "${LISTEN_PID:-}" != $$ ] || set -- sh -c 'LISTEN_PID=$$ exec "$@"' sh "$@"
    (umask 027 && exec setsid --fork "$@" 0>"$waiting/ready")
    exec <"$waiting/ready"
    said=
    read -r said || :
    [ "$said" = ready ] || exit 1
    exit 0
}

# The client of a daemon's shell.
start_shell() {
    # shellcheck disable=SC2086
    "$java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto $quiet \
        -cp "$(echo "$product"/bundles/storage-daemon/org.blockyard.shell-*.jar)" org.blockyard.shell.client.Main "$@"
}

# start_tool NAME CLASS ARGUMENT...: without a framework, from the flat class path.
start_tool() {
    tool=$1 main=$2 digests=lib flags=$tool_options suited=; shift 2
    # what only looks at metadata is over before compiled code has paid for itself: a third of the processor time
    case $tool:${1:-} in
        img:info|img:create|img:snapshot|img:measure|img:resize|img:bitmap|img:amend|img:-*|img:) suited=-XX:CompileThresholdScaling=50 ;;
        # vector code for comparing, which Java has ready by itself for its second compiler only
        img:convert|img:compare|img:rebase|img:commit) suited="-XX:+UnlockDiagnosticVMOptions -XX:-DelayCompilerStubsGeneration" ;;
    esac
    # ciphers and checksums are done by the processor's own instructions only in code of the second compiler
    case " $*" in *" --object"*|*" --checksum"*) suited=-XX:TieredStopAtLevel=4 ;; esac
    read_classpath
    find_cache
    # all logging off: Java would say on standard output what it thinks of the file
    set -- "$main" "$@"
    [ -z "$cache" ] || set -- "-XX:AOTCache=$cache" -Xlog:disable "$@"
    # shellcheck disable=SC2086
    exec "$java" $flags $suited ${BLOCKYARD_JAVA_OPTS:-} "-Dblockyard.index=$product/lib/index" \
        "-Dblockyard.schemas=$product/lib/schemas" -cp "$classpath" "$@"
}

# The NBD server: as a tool, but for the just-in-time compiler, since it may run for long, and for what --fork and inherited
# sockets need. It keeps this process, as the daemon does.
start_nbd() {
    tool=nbd main=org.blockyard.nbd.Main digests=lib background=
    ! in_background "$@" || background=1
    read_classpath
    daemon_flags
    find_cache
    set -- "$main" "$@"
    [ -z "$cache" ] || set -- "-XX:AOTCache=$cache" -Xlog:disable "$@"
    # shellcheck disable=SC2086
    set -- "$java" $flags ${BLOCKYARD_JAVA_OPTS:-} "-Dblockyard.index=$product/lib/index" \
        "-Dblockyard.schemas=$product/lib/schemas" -cp "$classpath" "$@"
    [ -z "$background" ] || start_in_background "$@"
    exec "$@"
}

# Whether the NBD server is to leave the terminal: with --fork, and with -c unless -v says that there is something to see.
in_background() {
    connect= verbose=
    for argument; do
        case $argument in
            --fo|--for|--fork) return 0 ;;
            --co|--con*) connect=1 ;;
            --verb*) verbose=1 ;;
            --*) ;;
            -[nrsAtvLc]*)
                # letters without a value may stand before c
                letters=${argument%%[!nrsAtvLc-]*}
                case ${letters%%c*} in *v*) verbose=1 ;; esac
                case $letters in *c*) connect=1 ;; esac
                ;;
        esac
    done
    [ -n "$connect" ] && [ -z "$verbose" ]
}

read_classpath() {
    classpath=
    while read -r jar; do classpath=$classpath${classpath:+:}$product/$jar; done < "$product/lib/classpath"
}

# Sets $cache to the program's ahead-of-time cache, made on first use. Java does not notice when jars change under such a cache and
# would run the old code: so its name holds the digest of the jars (and of this file) and the version of Java.
find_cache() {
    cache=
    [ -z "${BLOCKYARD_NO_AOT:-}" ] || return 0
    read -r digest < "$product/$digests/digest"
    for folder in "$product/aot" "${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}/blockyard"; do
        cache=$folder/$tool-$digest-$java_release.aot
        [ ! -s "$cache" ] || return 0
    done
    cache=
    . "$root/cnf/aot.sh"
}
