# Sourced by ./blockyard bench [nbd|start|all|img|jobs|swap|fuzz] [OPTION]...: compares with peers, swaps drivers under load, see itest/bench/README.md.
case ${1:-} in fuzz) shift; . "$root/cnf/fuzz.sh" ;; esac
prepare
bench=$root/itest/bench
if [ ! -d "$bench/target/classes" ] || [ -n "$(find "$bench/src" -type f -newer "$bench/target/classes" | head -n 1)" ]; then
    . "$root/cnf/maven.sh"
    (cd "$root" && ./mvnw -q -B -DskipTests -pl itest/bench -am package >&2)
    touch "$bench/target/classes"
fi
exec "$java" -XX:+UseSerialGC -Xmx256m -XX:-UsePerfData -Droot="$root" -cp "$bench/target/classes:$(echo "$product"/bundles/storage-daemon/org.blockyard.api-*.jar)" org.blockyard.itest.bench.Bench "$@"
