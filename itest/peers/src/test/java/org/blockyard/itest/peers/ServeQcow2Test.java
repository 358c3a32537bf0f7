package org.blockyard.itest.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Images made by qemu-img, served by us over NBD, read and written by clients that others wrote.
 */
class ServeQcow2Test {
    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "compat=0.10,cluster_size=65536",
                "compat=1.1,cluster_size=65536",
                "compat=1.1,cluster_size=512",
                "compat=1.1,cluster_size=4096,refcount_bits=64",
                "compat=1.1,cluster_size=2097152,refcount_bits=1",
            })
    void whatQemuWroteIsReadAlikeByAll(String options) throws Exception {
        Tool.requires("qemu-img", "qemu-io", "nbdcopy", "nbdinfo");
        var image = make("disk.qcow2", options, "24M");
        pattern(
                image,
                "write -P 0x11 0 1M",
                "write -P 0x22 3M 700k",
                "write -z 5M 2M",
                "write -P 0x33 23M 1M");
        checkReadersAgree(image);
    }

    @Test
    void aChainOfThreeIsReadAsOne() throws Exception {
        Tool.requires("qemu-img", "qemu-io", "nbdcopy", "nbdinfo");
        var base = make("base.qcow2", "cluster_size=65536", "16M");
        pattern(base, "write -P 1 0 8M");
        var middle = overlay("middle.qcow2", base, "cluster_size=4096");
        pattern(middle, "write -P 2 1M 3M", "write -z 6M 64k");
        var top = overlay("top.qcow2", middle, "cluster_size=131072");
        pattern(top, "write -P 3 2M 512k", "discard 7M 1M");
        checkReadersAgree(top);
    }

    @ParameterizedTest
    @ValueSource(strings = {"zlib", "zstd"})
    void compressedImagesAreRead(String compression) throws Exception {
        Tool.requires("qemu-img", "qemu-io", "nbdcopy", "nbdinfo");
        var source = make("source.qcow2", "cluster_size=65536", "16M");
        pattern(source, "write -P 7 0 3M", "write -P 9 5M 100k", "write -P 1 15M 1M");
        var image = folder.resolve("packed.qcow2");
        Tool.run(
                        "qemu-img",
                        "convert",
                        "-c",
                        "-O",
                        "qcow2",
                        "-o",
                        "compression_type=" + compression,
                        source.toString(),
                        image.toString())
                .ok();
        checkReadersAgree(image);
    }

    private void checkReadersAgree(Path image) throws Exception {
        var expected = folder.resolve("expected.raw");
        Tool.run("qemu-img", "convert", "-O", "raw", image.toString(), expected.toString()).ok();
        try (var daemon = serve(image, false)) {
            var info = Tool.run("nbdinfo", uri()).ok();
            assertTrue(info.out().contains("export-size"), info.out());
            var copied = folder.resolve("copied.raw");
            Tool.run("nbdcopy", uri(), copied.toString()).ok();
            Tool.run(
                            "qemu-img",
                            "compare",
                            "-f",
                            "raw",
                            "-F",
                            "raw",
                            expected.toString(),
                            copied.toString())
                    .ok();
            Tool.run("qemu-img", "compare", "-f", "raw", "-F", "raw", uri(), expected.toString())
                    .ok();
            var map = Tool.run("nbdinfo", "--map", "--totals", uri()).ok();
            assertTrue(map.out().contains("%"), map.out());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "compat=0.10,cluster_size=65536",
                "compat=1.1,cluster_size=4096",
                "compat=1.1,cluster_size=65536,lazy_refcounts=on",
                "compat=1.1,cluster_size=1048576,refcount_bits=8",
            })
    void whatFioWritesThroughUsIsRightAndTheImageIsClean(String options) throws Exception {
        Tool.requires("qemu-img", "fio");
        var image = make("disk.qcow2", options, "64M");
        try (var daemon = serve(image, true)) {
            Tool.run(
                            "fio",
                            "--name=v",
                            "--ioengine=nbd",
                            "--uri=" + uri(),
                            "--rw=randwrite",
                            "--bsrange=512-128k",
                            "--size=48M",
                            "--io_size=48M",
                            "--iodepth=16",
                            "--verify=crc32c",
                            "--verify_fatal=1",
                            "--verify_state_save=0",
                            "--do_verify=1",
                            "--randseed=7",
                            "--fsync=200")
                    .ok();
            Tool.run(
                            "qemu-io",
                            "-f",
                            "raw",
                            "-c",
                            "write -P 5 60M 1M",
                            "-c",
                            "write -z -u 61M 1M",
                            "-c",
                            "discard 0 2M",
                            "-c",
                            "flush",
                            "-c",
                            "read -P 5 60M 1M",
                            "-c",
                            "read -P 0 61M 1M",
                            uri())
                    .ok();
            Tool.run(
                            "qemu-img",
                            "convert",
                            "-f",
                            "raw",
                            "-O",
                            "raw",
                            uri(),
                            folder.resolve("seen.raw").toString())
                    .ok();
        }
        Tool.run("qemu-img", "check", image.toString()).ok();
        Tool.run(
                        "qemu-img",
                        "compare",
                        "-F",
                        "raw",
                        image.toString(),
                        folder.resolve("seen.raw").toString())
                .ok();
    }

    @Test
    void anOverlayWrittenThroughUsLeavesItsBackingAlone() throws Exception {
        Tool.requires("qemu-img", "qemu-io", "sha256sum");
        var base = make("base.qcow2", "cluster_size=65536", "16M");
        pattern(base, "write -P 1 0 16M");
        var before = Tool.run("sha256sum", base.toString()).ok().out();
        var top = overlay("top.qcow2", base, "cluster_size=65536");
        try (var daemon = serve(top, true)) {
            Tool.run(
                            "qemu-io",
                            "-f",
                            "raw",
                            "-c",
                            "write -P 2 100k 5k",
                            "-c",
                            "write -z 3M 1M",
                            "-c",
                            "discard 8M 1M",
                            "-c",
                            "read -P 1 0 100k",
                            "-c",
                            "read -P 2 100k 5k",
                            "-c",
                            "read -P 1 105k 100k",
                            "-c",
                            "read -P 0 3M 1M",
                            uri())
                    .ok();
        }
        Tool.run("qemu-img", "check", top.toString()).ok();
        assertEquals(before, Tool.run("sha256sum", base.toString()).ok().out());
        Tool.run(
                        "qemu-io",
                        "-c",
                        "read -P 1 0 100k",
                        "-c",
                        "read -P 2 100k 5k",
                        "-c",
                        "read -P 1 105k 100k",
                        "-c",
                        "read -P 0 3M 1M",
                        top.toString())
                .ok();
    }

    private String uri() {
        return "nbd+unix:///disk?socket=" + folder.resolve("nbd.sock");
    }

    private Daemon serve(Path image, boolean writable) throws Exception {
        return Daemon.startBare(
                folder,
                "--blockdev",
                "driver=file,node-name=f,filename=" + image + (writable ? "" : ",read-only=on"),
                "--blockdev",
                "driver=qcow2,node-name=q,file=f,discard=unmap" + (writable ? "" : ",read-only=on"),
                "--nbd-server",
                "addr.type=unix,addr.path=" + folder.resolve("nbd.sock"),
                "--export",
                "type=nbd,id=e,node-name=q,name=disk,writable=" + (writable ? "on" : "off"));
    }

    private Path make(String name, String options, String size) {
        var image = folder.resolve(name);
        Tool.run("qemu-img", "create", "-q", "-f", "qcow2", "-o", options, image.toString(), size)
                .ok();
        return image;
    }

    private Path overlay(String name, Path backing, String options) {
        var image = folder.resolve(name);
        Tool.run(
                        "qemu-img",
                        "create",
                        "-q",
                        "-f",
                        "qcow2",
                        "-o",
                        options,
                        "-b",
                        backing.toString(),
                        "-F",
                        "qcow2",
                        image.toString())
                .ok();
        return image;
    }

    private static void pattern(Path image, String... commands) {
        var line = new ArrayList<String>(List.of("qemu-io", "-f", "qcow2"));
        for (var command : commands) {
            line.add("-c");
            line.add(command);
        }
        line.add(image.toString());
        Tool.run(line.toArray(String[]::new)).ok();
    }
}
