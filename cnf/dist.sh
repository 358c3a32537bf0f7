# Sourced by ./blockyard dist: dist/blockyard-VERSION.tar.gz, byte for byte the same from the same sources.
prepare
read -r version < "$product/VERSION"
name=blockyard-$version
made=$root/run-configs/target/dist
rm -rf "$made"
mkdir -p "$made/$name/cnf" "$made/$name/compat" "$made/$name/systemd" "$root/dist"
cd "$root"
cp -R "$product"/VERSION "$product"/bundles "$product"/launcher "$product"/lib "$product"/features "$product"/maven "$made/$name"
cp blockyard LICENSE README.md CHANGELOG.md "$made/$name"
cp cnf/jdk.sh cnf/run.sh cnf/aot.sh cnf/up.sh cnf/shell.sh cnf/new-driver.sh cnf/maven.sh "$made/$name/cnf"
cp -R cnf/new-driver "$made/$name/cnf"
cp run-configs/blockyard-storage-daemon.service "$made/$name/systemd"
[ ! -d docs ] || cp -R docs "$made/$name"
for page in bundles/*/README.md; do
    bundle=${page#bundles/}
    mkdir -p "$made/$name/docs/bundles"
    cp "$page" "$made/$name/docs/bundles/${bundle%/README.md}.md"
done
# the tools under the names by which programs know them: this folder is put in front in PATH
for tool in storage-daemon img io nbd; do ln -s ../blockyard "$made/$name/compat/qemu-$tool"; done
rm -rf dist/compat
mkdir dist/compat
for tool in storage-daemon img io nbd; do ln -s ../../blockyard "dist/compat/qemu-$tool"; done
chmod -R u=rwX,go=rX "$made/$name"
tar -C "$made" --sort=name --mtime=2026-01-01T00:00:00Z --owner=0 --group=0 --numeric-owner --format=gnu -cf - "$name" |
    gzip -9n > "dist/$name.tar.gz.new"
mv "dist/$name.tar.gz.new" "dist/$name.tar.gz"
echo "dist/$name.tar.gz"
