package org.blockyard.itest.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The folder of the tools under QEMU's names, in front in PATH, and the command lines that programs
 * are known to call, in the order in which they need each other: words and statuses are those of
 * the tools whose names they are.
 */
class ManagersCommandLinesTest {
    /**
     * What a program takes from the JSON of {@code info} (the rest depends on the version), and how
     * it waits for the end of a server. The peers leave their pid files.
     */
    private static final String FUNCTIONS =
            """
            fields() {
                /usr/bin/python3 -c 'import json, sys
            info = json.load(sys.stdin)
            print({key: info.get(key) for key in ("filename", "format", "virtual-size", "cluster-size",
                "backing-filename", "full-backing-filename", "backing-filename-format", "encrypted",
                "dirty-flag", "format-specific")})'
            }
            gone() {
                while kill -0 $pid 2>/dev/null; do sleep 0.1; done
                rm -f p
                ls
            }
            """;

    @TempDir Path folder;

    private Path names;

    @BeforeEach
    void nameTheTools() throws IOException {
        Tool.requires("qemu-img", "qemu-io", "qemu-nbd", "/usr/bin/python3");
        names = Files.createDirectory(folder.resolve("names"));
        for (var tool : List.of("img", "io", "nbd", "storage-daemon")) {
            Files.createSymbolicLink(
                    names.resolve("qemu-" + tool), Product.root().resolve("blockyard"));
        }
    }

    /** Runs the lines by both tools, each in a folder of its own, and compares what they print. */
    private void same(String lines) throws IOException {
        var path = System.getenv("PATH");
        var theirs = Files.createDirectory(folder.resolve("t"));
        var ours = Files.createDirectory(folder.resolve("o"));
        for (var line : lines.lines().filter(line -> !line.isBlank()).toList()) {
            assertEquals(run(theirs, path, line), run(ours, names + ":" + path, line), line);
        }
    }

    private static String run(Path where, String path, String line) {
        var script = FUNCTIONS + "cd " + where + "\n" + line + "\n";
        var environment = Map.of("PATH", path, "BLOCKYARD_NO_BUILD", "1");
        var result = Tool.run(List.of("timeout", "60", "sh", "-c", script), environment);
        // progress, and figures of speed, differ from run to run
        var out = result.out().replaceAll(" *\\([0-9.]*/100%\\)\r", "").stripTrailing();
        return (out + "\n" + Tool.withoutHolder(result.err()))
                        .replaceAll("[0-9.]+ sec .*", "")
                        .replace(where.toString(), "@")
                + "status "
                + result.status();
    }

    /** OpenStack: nova's libvirt utilities, its image back-ends, and oslo.utils. */
    @Test
    void nova() throws Exception {
        same(
                """
                env LC_ALL=C LANG=C qemu-img create -f raw base 3M
                qemu-img create -f qcow2 -o backing_file=$PWD/base,backing_fmt=raw,cluster_size=65536 disk 5M
                env LC_ALL=C LANG=C qemu-img info disk --force-share --output=json | fields
                qemu-img convert -t none -O raw -f qcow2 disk flat
                qemu-img resize -f raw flat 6442450
                qemu-img resize disk 8388608
                qemu-img rebase -u -b $PWD/base -F raw disk
                qemu-img snapshot -c snap disk
                qemu-img convert -f qcow2 -O qcow2 -l snapshot.name=snap disk out
                qemu-img snapshot -d snap disk
                qemu-img rebase -b '' disk
                """);
    }

    /** OpenStack: cinder's image utilities. */
    @Test
    void cinder() throws Exception {
        same(
                """
                qemu-img create -f qcow2 -o preallocation=falloc volume 1M
                qemu-img convert -O raw -t none volume volume.raw
                qemu-img convert -c -O qcow2 volume.raw volume.c
                qemu-img info -f qcow2 --output=json volume.c | fields
                """);
    }

    /** oVirt: vdsm's qemuimg module. */
    @Test
    void vdsm() throws Exception {
        same(
                """
                qemu-img create -f raw base 3M
                qemu-img create -f qcow2 -o compat=1.1 top 1073741824
                qemu-img create -f qcow2 -u -o compat=1.1 -b base -F raw up 1073741824
                qemu-img measure --output json -f qcow2 -O qcow2 top
                qemu-img check --output json -f qcow2 top
                qemu-img amend -f qcow2 -o compat=1.1 top
                qemu-img convert -p -t none -T none -f raw base -O qcow2 -o compat=1.1 conv
                qemu-img convert -p -t none -T none -f raw -O raw -W -n base flat
                qemu-img bitmap --add -f qcow2 --enable top b0
                qemu-img bitmap --add --disable -g 65536 top b1
                qemu-img bitmap --merge b0 -b top -F qcow2 top b1
                qemu-img bitmap --remove top b0
                qemu-img compare -p -T none -f raw -F qcow2 base conv
                qemu-img rebase -t none -T none -f qcow2 -u -b base -F raw up
                """);
    }

    /** KubeVirt and its containerized data importer. */
    @Test
    void kubevirt() throws Exception {
        same(
                """
                qemu-img create -f qcow2 image 3M
                qemu-img info --output=json image | fields
                qemu-img convert -t none -p -O raw image disk.img
                qemu-img convert -t writeback -p -O raw image disk.img
                qemu-img resize -f raw disk.img 4294967
                qemu-img create -f qcow2 -b disk.img -F raw overlay
                qemu-img info overlay --output json | fields
                qemu-img rebase -p -u -F raw -b disk.img overlay
                qemu-img commit -p overlay
                """);
    }

    /** Proxmox VE: its storage plugins. */
    @Test
    void proxmox() throws Exception {
        same(
                """
                qemu-img create -o preallocation=off -f raw vm-100-disk-0.raw 4096K
                qemu-img create -o preallocation=metadata -f qcow2 vm-100-disk-1.qcow2 4096K
                qemu-img info --output=json vm-100-disk-1.qcow2 | fields
                qemu-img snapshot -c first vm-100-disk-1.qcow2
                qemu-img snapshot -a first vm-100-disk-1.qcow2
                qemu-img snapshot -d first vm-100-disk-1.qcow2
                qemu-img resize -f qcow2 vm-100-disk-1.qcow2 5242880
                qemu-img convert -p -n -f raw -O raw vm-100-disk-0.raw nowhere
                qemu-img convert -p -f qcow2 -O qcow2 -l snapshot.name=none vm-100-disk-1.qcow2 x
                """);
    }

    /** libguestfs and virt-v2v, and what configure scripts ask. */
    @Test
    void libguestfs() throws Exception {
        same(
                """
                qemu-img create -f raw base 3M
                qemu-img info --output json -- base | fields
                qemu-img create -q -f qcow2 -o backing_file=base,backing_fmt=raw -- g.qcow2
                qemu-img check -f qcow2 -q -- g.qcow2
                qemu-img --version | grep -c '^qemu-img version [0-9]*[.][0-9]'
                qemu-nbd --version | grep -c '^qemu-nbd [0-9]*[.][0-9]'
                qemu-nbd --help | grep -c -e ' -t, --persistent' -e ' --fork'
                qemu-io --version | grep -c '^qemu-io version [0-9]*[.][0-9]'
                qemu-img info missing
                """);
    }

    /** Packer's QEMU builder, and tests of nbdkit and libnbd. */
    @Test
    void packerAndNbdkit() throws Exception {
        same(
                """
                qemu-img create -f qcow2 packer 40960M
                qemu-img create -f raw base 3M
                qemu-img create -f qcow2 -F raw -b base packer2 40960M
                qemu-img convert -c -O qcow2 -f raw base packed.convert
                qemu-io -f raw base -c 'w -P 1 0 64k' -c 'r -P 1 0 64k'
                qemu-io -r -f raw base -c 'r -v 65530 16'
                qemu-img create -f qcow2 nothing
                """);
    }

    /**
     * The servers that oVirt's imageio and vdsm, virtnbdbackup and the tests of libnbd start, and
     * what they do to them.
     */
    @Test
    void serversOfBackupsAndTransfers() throws Exception {
        same(
                """
                qemu-img create -q -f qcow2 disk 3M
                qemu-img bitmap --add disk b0
                qemu-io -c 'write -P 7 1M 64k' disk
                qemu-nbd --fork --socket $PWD/s --persistent --shared=8 --export-name= --cache=none --aio=native --discard=unmap --detect-zeroes=unmap --allocation-depth --bitmap=b0 --format=qcow2 --pid-file=$PWD/p disk
                nbdinfo --json nbd+unix:///?socket=s | /usr/bin/python3 -c 'import json, sys; e = json.load(sys.stdin)["exports"][0]; print(e["export-size"], e["is_read_only"], sorted(c for c in e["contexts"]))'
                nbdinfo --map=qemu:dirty-bitmap:b0 nbd+unix:///?socket=s
                nbdcopy --flush nbd+unix:///?socket=s copy && cmp -n 65536 -i 1048576 copy /dev/zero
                pid=$(cat p); kill $pid; gone
                qemu-nbd --fork --discard=unmap --format=qcow2 -x sda -k $PWD/s -r --pid-file=$PWD/p disk
                pid=$(cat p); nbdinfo --size 'nbd+unix:///sda?socket=s'; gone
                qemu-nbd --fork -t -k $PWD/s -r --pid-file=$PWD/p --image-opts driver=qcow2,file.driver=file,file.filename=$PWD/disk
                pid=$(cat p); kill $pid; gone
                """);
    }

    /** A disk that is served without a guest; the peer leaves its socket. */
    @Test
    void theDaemonUnderItsName() throws Exception {
        var line =
                "qemu-img create -q -f qcow2 disk 3M; qemu-storage-daemon --daemonize --pidfile"
                        + " $PWD/p --blockdev driver=file,node-name=f,filename=disk --blockdev"
                        + " driver=qcow2,node-name=q,file=f --nbd-server"
                        + " addr.type=unix,addr.path=$PWD/s --export type=nbd,id=e,node-name=q,name=q"
                        + " && nbdinfo --size 'nbd+unix:///q?socket=s'; pid=$(cat p); kill $pid; gone |"
                        + " grep -v '^s$'";
        same(line);
    }
}
