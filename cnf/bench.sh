# Sourced by ./blockyard bench [nbd|start|all] [OPTION]...: compares with peers, see itest/bench/README.md.
prepare
bench=$root/itest/bench
if [ ! -d "$bench/target/classes" ] || [ -n "$(find "$bench/src" -type f -newer "$bench/target/classes" | head -n 1)" ]; then
    . "$root/cnf/maven.sh"
    (cd "$root" && ./mvnw -q -B -DskipTests -pl itest/bench package >&2)
    touch "$bench/target/classes"
fi
exec "$java" -XX:+UseSerialGC -Xmx256m -XX:-UsePerfData -Droot="$root" -cp "$bench/target/classes" org.blockyard.itest.bench.Bench "$@"
