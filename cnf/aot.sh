# Sourced by cnf/run.sh when a tool has no ahead-of-time cache yet: makes it by a training run, once for each set of jars.
# Whoever comes while it is being made, or after it failed, goes on without.
for folder in "$product/aot" "${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}/blockyard"; do
    mkdir -p "$folder" 2>/dev/null && [ -w "$folder" ] && break
done
made=$folder/$tool-$digest-$java_release.aot
if [ -w "$folder" ] && mkdir "$made.making" 2>/dev/null; then
    # caches of other jars are of no use any more
    for old in "$folder/$tool"-*.aot; do [ ! -f "$old" ] || rm -f "$old"; done
    : > "$made.making/disk"
    train() {
        # shellcheck disable=SC2086
        "$java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC $quiet -XX:AOTCacheOutput="$made.making/cache" -Xlog:disable \
            -cp "$classpath" "$main" "$@" </dev/null >/dev/null 2>&1
    }
    case $tool in
        img) training() { train create -f qcow2 "$made.making/disk" 1M; } ;;
        io) training() { train -f raw -c length "$made.making/disk"; } ;;
        storage-daemon)
            # it does all that a start does; help for objects, which comes last, ends it. Names of sockets must be short.
            training() (
                cd "$made.making"
                # shellcheck disable=SC2086
                "$java" $flags -XX:AOTCacheOutput="$made.making/cache" -Xlog:disable \
                    -cp "$product/launcher/launcher.jar:$product/launcher/framework.jar" \
                    org.blockyard.launcher.Main "$product/bundles/storage-daemon" --object secret,id=s,data=s \
                    --blockdev file,node-name=f,filename=disk --blockdev raw,node-name=n,file=f \
                    --chardev socket,id=q,path=q,server=on,wait=off --monitor q \
                    --nbd-server addr.type=unix,addr.path=n --export nbd,id=e,node-name=n,writable=on \
                    --shell-socket s --object help </dev/null >/dev/null 2>&1
            ) ;;
        *) training() { train --help; } ;;
    esac
    if training && [ -s "$made.making/cache" ]; then
        mv "$made.making/cache" "$made"
        rm -rf "$made.making"
        cache=$made
    else
        rm -f "$made.making"/* # the empty folder stays and says: not again
    fi
fi
