package org.blockyard.itest.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import org.blockyard.itest.kit.NbdClient;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A raw disk of ours over NBD, as libnbd, QEMU's tools and fio see it. */
class NbdExportPeersTest {
    private static final String PYTHON = "/usr/bin/python3";

    @TempDir Path folder;

    @BeforeEach
    void makeDisk() throws IOException {
        try (var file = new java.io.RandomAccessFile(disk().toFile(), "rw")) {
            file.setLength(16 << 20);
        }
    }

    private Path disk() {
        return folder.resolve("disk.raw");
    }

    private Daemon serve(String server, String export) throws Exception {
        return Daemon.start(
                folder,
                "--blockdev",
                "driver=file,node-name=f,filename=" + disk(),
                "--blockdev",
                "driver=raw,node-name=d,file=f,discard=unmap",
                "--nbd-server",
                server,
                "--export",
                "type=nbd,id=e,node-name=d" + export);
    }

    private String unix() {
        return "addr.type=unix,addr.path=" + folder.resolve("nbd.sock");
    }

    private String uri(String name) {
        return "nbd+unix:///" + name + "?socket=" + folder.resolve("nbd.sock");
    }

    private Path script(String name) throws IOException {
        var target = folder.resolve(name);
        try (var stream = NbdExportPeersTest.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IOException("no resource " + name);
            }
            Files.copy(stream, target, StandardCopyOption.REPLACE_EXISTING);
        }
        return target;
    }

    private static void requiresLibnbd() {
        Tool.requires(PYTHON);
        Tool.requires(
                Tool.run(PYTHON, "-c", "import nbd").status() == 0 ? PYTHON : "python3-libnbd");
    }

    @Test
    void libnbdSeesWhatTheSpecificationSays() throws Exception {
        requiresLibnbd();
        try (var daemon = serve(unix(), ",name=n,writable=on,allocation-depth=on")) {
            Tool.run(PYTHON, script("libnbd_client.py").toString(), uri("n"), "n").ok();
        }
    }

    @Test
    void readOnlyExportsRefuseWritesWithEperm() throws Exception {
        requiresLibnbd();
        try (var daemon = serve(unix(), "")) {
            Tool.run(
                            PYTHON,
                            "-c",
                            """
                            import nbd, sys
                            h = nbd.NBD(); h.set_strict_mode(0); h.connect_uri(sys.argv[1])
                            assert h.is_read_only() and not h.can_trim() and not h.can_zero()
                            for call in (lambda: h.pwrite(bytes(512), 0), lambda: h.trim(512, 0), lambda: h.zero(512, 0)):
                                try: call()
                                except nbd.Error as e: assert e.errno == 'EPERM', e.errno
                                else: raise AssertionError('it was written')
                            h.flush()
                            """,
                            uri("d"))
                    .ok();
        }
    }

    @Test
    void fioVerifiesWhatItWroteOnTwoConnectionsOverTcp() throws Exception {
        Tool.requires("fio");
        int port = freePort();
        try (var daemon =
                serve("addr.type=inet,addr.host=127.0.0.1,addr.port=" + port, ",writable=on")) {
            Tool.run(
                            "fio",
                            "--name=v",
                            "--ioengine=nbd",
                            "--uri=nbd://127.0.0.1:" + port + "/d",
                            "--rw=randwrite",
                            "--bsrange=512-256k",
                            "--blockalign=512",
                            "--size=8M",
                            "--offset_increment=8M",
                            "--numjobs=2",
                            "--thread",
                            "--iodepth=16",
                            "--verify=crc32c",
                            "--verify_fatal=1",
                            "--verify_state_save=0",
                            "--randseed=3")
                    .ok();
        }
    }

    private static int freePort() throws IOException {
        try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    @Test
    void copiesThroughUsAreIdentical() throws Exception {
        Tool.requires("nbdcopy", "qemu-img", "qemu-io", "cmp");
        Tool.run(
                        "qemu-io",
                        "-f",
                        "raw",
                        "-c",
                        "write -P 1 1M 3M",
                        "-c",
                        "write -P 2 9000001 77777",
                        disk().toString())
                .ok();
        var source = folder.resolve("source.raw");
        Files.copy(disk(), source);
        try (var daemon = serve(unix(), ",writable=on")) {
            var copy = folder.resolve("copy.raw");
            Tool.run("nbdcopy", uri("d"), copy.toString()).ok();
            Tool.run("cmp", copy.toString(), source.toString()).ok();
            Tool.run("qemu-img", "convert", "-f", "raw", "-O", "raw", uri("d"), copy.toString())
                    .ok();
            Tool.run("cmp", copy.toString(), source.toString()).ok();
            Tool.run("qemu-io", "-f", "raw", "-c", "write -P 9 0 16M", uri("d")).ok();
            Tool.run("nbdcopy", source.toString(), uri("d")).ok();
            Tool.run("cmp", disk().toString(), source.toString()).ok();
            Tool.run("qemu-io", "-f", "raw", "-c", "write -P 9 0 16M", uri("d")).ok();
            Tool.run(
                            "qemu-img",
                            "convert",
                            "-n",
                            "-f",
                            "raw",
                            "-O",
                            "raw",
                            source.toString(),
                            uri("d"))
                    .ok();
            Tool.run("cmp", disk().toString(), source.toString()).ok();
        }
    }

    @Test
    void stoppingTheServerDropsExportsAndClients() throws Exception {
        Tool.requires("nbdinfo");
        try (var daemon = serve(unix(), ",writable=on")) {
            try (var qmp = daemon.qmp();
                    var client = new NbdClient(folder.resolve("nbd.sock"), "d")) {
                var refused = qmp.ask("block-export-del", Map.of("id", "e"));
                assertTrue(
                        refused.containsKey("error"),
                        "a connected client protects the export: " + refused);
                qmp.execute("nbd-server-stop", Map.of());
                qmp.event("BLOCK_EXPORT_DELETED");
                assertEquals(List.of(), qmp.execute("query-block-exports", Map.of()));
            }
            assertTrue(Files.notExists(folder.resolve("nbd.sock")));
            try (var qmp = daemon.qmp()) {
                var addr =
                        Map.of(
                                "type",
                                "unix",
                                "data",
                                Map.of("path", folder.resolve("nbd.sock").toString()));
                qmp.execute("nbd-server-start", Map.of("addr", addr, "max-connections", 1L));
                qmp.execute("nbd-server-add", Map.of("device", "d", "writable", true));
                var info = Tool.run("nbdinfo", uri("d")).ok();
                assertTrue(info.out().contains("can_multi_conn: false"), info.out());
                qmp.execute("nbd-server-remove", Map.of("name", "d"));
                qmp.event("BLOCK_EXPORT_DELETED");
            }
        }
    }
}
