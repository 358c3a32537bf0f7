# Sourced by ./blockyard bench fuzz operations|images|words|crash [OPTION]...: random work, see itest/fuzz/README.md. The heap is small on purpose.
prepare
fuzz=$root/itest/fuzz
if [ -z "${BLOCKYARD_NO_BUILD:-}" ] && { [ ! -d "$fuzz/target/classes" ] ||
    [ -n "$(find "$fuzz/src" -type f -newer "$fuzz/target/classes" | head -n 1)" ]; }; then
    . "$root/cnf/maven.sh"
    (cd "$root" && ./mvnw -q -B -DskipTests -pl itest/fuzz -am package >&2)
    touch "$fuzz/target/classes"
fi
read_classpath
# What an image of any format may cost. Beside the heap there is room for buffers: formats have blocks of 64 MiB.
case " $* " in *" --format "*) heap=64m ;; *) heap=256m ;; esac
# A password may be tried for five minutes: no hang, but more than an input, which opens an image several times, gets here.
# shellcheck disable=SC2086
exec "$java" -Xmx$heap -XX:MaxDirectMemorySize=128m -XX:+UseSerialGC -XX:-UsePerfData $quiet "-Dblockyard.index=$product/lib/index" -Droot="$root" \
    -Djava.util.logging.config.file=/dev/null -Dblockyard.luks.seconds=1 \
    -cp "$fuzz/target/classes:$root/itest/bench/target/classes:$classpath:$fuzz/target/lib/*" org.blockyard.itest.fuzz.Fuzz "$@"
