# Sourced by cnf/run.sh when there is no ahead-of-time cache yet of what is started: makes it by a training run, once for each set
# of jars. Whoever comes while it is being made goes on without, and so does everybody for an hour after it failed or was killed.
for folder in "$product/aot" "${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}/blockyard"; do
    mkdir -p "$folder" 2>/dev/null && [ -w "$folder" ] && break
done
made=$folder/$tool-$digest-$java_release.aot
making=$made.making
# flat OPTION... CLASS ARGUMENT...: runs a class of the flat class path.
flat() {
    # shellcheck disable=SC2086
    "$java" $flags -Xlog:disable "-Dblockyard.index=$product/lib/index" "-Dblockyard.schemas=$product/lib/schemas" \
        -cp "$classpath" "$@"
}
new_disk() { flat org.blockyard.img.Main create -f qcow2 disk 1M; }
if [ "$tool" = storage-daemon ]; then
    # it does all that a start does; help for objects, which comes last, ends it. Names of sockets must be short.
    training() (
        cd "$making"
        read_classpath
        new_disk
        # shellcheck disable=SC2086
        "$java" $flags -XX:AOTCacheOutput="$making/cache" -Xlog:disable \
            -cp "$product/launcher/launcher.jar:$product/launcher/framework.jar" \
            org.blockyard.launcher.Main "$product/bundles/storage-daemon" --object secret,id=s,data=s \
            --blockdev file,node-name=f,filename=disk --blockdev qcow2,node-name=n,file=f \
            --chardev socket,id=q,path=q,server=on,wait=off --monitor q \
            --nbd-server addr.type=unix,addr.path=n --export nbd,id=e,node-name=n,writable=on \
            --shell-socket s --object help
    )
else
    training() (
        cd "$making"
        [ "$tool" = img ] || new_disk
        flat -XX:AOTCacheOutput="$making/cache" "${main%.Main}.Training" .
    )
fi
if [ -w "$folder" ]; then
    [ ! -d "$making" ] || [ -z "$(find "$making" -maxdepth 0 -mmin +60 2>/dev/null)" ] || rm -rf "$making"
    if mkdir "$making" 2>/dev/null; then
        # caches of jars that are long gone
        find "$folder" -maxdepth 1 -name '*.aot*' -mtime +60 -exec rm -rf {} + 2>/dev/null || :
        # jars that were replaced meanwhile have a digest of their own
        if training </dev/null >/dev/null 2>&1 && [ -s "$making/cache" ] && read -r now < "$product/$digests/digest" && [ "$now" = "$digest" ] &&
            mv "$making/cache" "$made" 2>/dev/null; then
            rm -rf "$making"
            cache=$made
        else
            rm -rf "$making"/* # the empty folder stays and says: not now
        fi
    fi
fi
