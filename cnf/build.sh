# Sourced by cnf/run.sh: builds the product without its tests.
. "$root/cnf/maven.sh"
mkdir -p "$root/run-configs/target"
: > "$stamp.new" # the time before the build: what changes meanwhile is newer
echo "blockyard: building" >&2
(cd "$root" && ./mvnw -q -B -T2 -DskipTests -Dstyle.color=never package >&2)
touch -r "$stamp.new" "$stamp.time" # writing to a file moves its time
run_configs > "$stamp.new"
touch -r "$stamp.time" "$stamp.new"
mv "$stamp.new" "$stamp"
rm -f "$stamp.time"
