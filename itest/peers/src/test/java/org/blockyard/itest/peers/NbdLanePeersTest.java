package org.blockyard.itest.peers;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What several requests, connections and sockets have to do with each other, for real clients. */
class NbdLanePeersTest {
    private static final String PYTHON = "/usr/bin/python3";

    @TempDir Path folder;

    private String uri() {
        return "nbd+unix:///d?socket=" + folder.resolve("nbd.sock");
    }

    @Test
    void slowReadsHoldUpNothingThatIsCached() throws Exception {
        Tool.requires(PYTHON, "qemu-img", "qemu-io");
        var image = folder.resolve("disk.qcow2").toString();
        var script = folder.resolve("lane.py");
        try (var stream = NbdLanePeersTest.class.getResourceAsStream("libnbd_lane.py")) {
            if (stream == null) {
                throw new IOException("no script");
            }
            Files.copy(stream, script);
        }
        Tool.run("qemu-img", "create", "-f", "qcow2", image, "64M").ok();
        Tool.run("qemu-io", "-f", "qcow2", "-c", "write -P 7 0 128k", image).ok();
        try (var daemon =
                Daemon.start(
                        folder,
                        "--blockdev",
                        "driver=null-co,node-name=slow,size=64M,latency-ns=500000000",
                        "--blockdev",
                        "driver=file,node-name=f,filename=" + image,
                        "--blockdev",
                        "driver=qcow2,node-name=d,file=f,backing=slow",
                        "--nbd-server",
                        "addr.type=unix,addr.path=" + folder.resolve("nbd.sock"),
                        "--export",
                        "type=nbd,id=e,node-name=d,writable=on")) {
            Tool.run(PYTHON, script.toString(), uri(), "300", "65536").ok();
        }
    }

    @Test
    void severalConnectionsOnSeveralSocketsAreOneDisk() throws Exception {
        Tool.requires("nbdcopy", "nbdinfo", "cmp");
        var source = folder.resolve("source.raw");
        Tool.run("sh", "-c", "head -c 24M /dev/urandom > " + source).ok();
        Tool.run("truncate", "-s", "48M", source.toString()).ok();
        var disk = folder.resolve("disk.raw");
        Tool.run("truncate", "-s", "48M", disk.toString()).ok();
        int port = freePort();
        try (var daemon =
                        Daemon.start(
                                folder,
                                "--blockdev",
                                "driver=file,node-name=f,filename=" + disk,
                                "--blockdev",
                                "driver=raw,node-name=d,file=f");
                var qmp = daemon.qmp()) {
            qmp.execute(
                    "nbd-server-start",
                    Map.of(
                            "addr",
                            Map.of(
                                    "type",
                                    "unix",
                                    "data",
                                    Map.of("path", folder.resolve("nbd.sock").toString())),
                            "x-blockyard-also",
                            List.of(
                                    Map.of(
                                            "type",
                                            "inet",
                                            "data",
                                            Map.of("host", "127.0.0.1", "port", "" + port))),
                            "x-blockyard-memory",
                            32L << 20));
            qmp.execute(
                    "block-export-add",
                    Map.of("type", "nbd", "id", "e", "node-name", "d", "writable", true));
            var tcp = "nbd://127.0.0.1:" + port + "/d";
            var info = Tool.run("nbdinfo", tcp).ok();
            assertTrue(info.out().contains("can_multi_conn: true"), info.out());
            Tool.run("nbdcopy", "--flush", "--connections=4", source.toString(), tcp).ok();
            Tool.run("cmp", source.toString(), disk.toString()).ok();
            for (var from : List.of(tcp, uri())) {
                var copy = folder.resolve("copy.raw").toString();
                Tool.run("nbdcopy", "--connections=4", "--requests=256", from, copy).ok();
                Tool.run("cmp", source.toString(), copy).ok();
            }
        }
    }

    private static int freePort() throws IOException {
        try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }
}
