package org.blockyard.itest.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tool {@code nbd}, used as qemu-nbd is used, and seen by peers. */
class NbdToolTest {
    @TempDir Path folder;

    @BeforeEach
    void makeImage() {
        Tool.requires("qemu-img", "qemu-io", "qemu-nbd", "nbdinfo");
        Tool.run("qemu-img", "create", "-q", "-f", "qcow2", image(), "16M").ok();
    }

    @AfterEach
    void nothingIsLeft() {
        assertFalse(Files.exists(socket()), "the socket was not removed");
        assertFalse(Files.exists(folder.resolve("pid")), "the pid file was not removed");
        Tool.run("qemu-img", "check", "-q", image()).ok();
    }

    private String image() {
        return folder.resolve("disk.qcow2").toString();
    }

    private Path socket() {
        return folder.resolve("s");
    }

    private String uri(String name) {
        return "nbd+unix:///" + name + "?socket=" + socket();
    }

    /**
     * Starts it in the background, which returns when clients may connect, and tells its process.
     */
    private ProcessHandle fork(String... arguments) throws Exception {
        var all =
                new ArrayList<>(
                        List.of(
                                "--fork",
                                "--pid-file=" + folder.resolve("pid"),
                                "-k",
                                socket().toString()));
        all.addAll(List.of(arguments));
        // whoever runs the tests may have these signals ignored, which is inherited
        var command = new ArrayList<>(List.of("env", "--default-signal=HUP,INT,TERM"));
        command.addAll(Product.command("nbd", all.toArray(String[]::new)));
        Tool.run(command, Map.of("BLOCKYARD_NO_BUILD", "1")).ok();
        long pid = Long.parseLong(Files.readString(folder.resolve("pid")).trim());
        return ProcessHandle.of(pid).orElseThrow();
    }

    private static void awaitEnd(ProcessHandle process) throws Exception {
        process.onExit().get(30, TimeUnit.SECONDS);
    }

    @Test
    void itEndsWhenTheLastClientLeaves() throws Exception {
        var server = fork("-f", "qcow2", image());
        Tool.run("qemu-io", "-f", "raw", "-c", "write -P 5 0 1M", uri("")).ok();
        awaitEnd(server);
        Tool.run("qemu-io", "-r", "-c", "read -P 5 0 1M", image()).ok();
    }

    @Test
    void aSignalEndsAPersistentServerWithEverythingWritten() throws Exception {
        for (var signal : List.of("TERM", "INT", "HUP")) {
            var server = fork("-t", "-e", "3", "-x", "name", image());
            Tool.run("qemu-io", "-f", "raw", "-c", "write -P 7 1M 1M", uri("name")).ok();
            Tool.run("qemu-io", "-f", "raw", "-c", "read -P 7 1M 1M", uri("name")).ok();
            Tool.run("kill", "-" + signal, Long.toString(server.pid())).ok();
            awaitEnd(server);
            nothingIsLeft();
        }
        Tool.run("qemu-io", "-r", "-c", "read -P 7 1M 1M", image()).ok();
    }

    @Test
    void bothListsTellTheSameOfBothServers() throws Exception {
        var options =
                new String[] {
                    "-t", "-r", "-A", "-f", "qcow2", "-x", "export", "-D", "words", image()
                };
        var server = fork(options);
        var ours =
                withoutTransactionSize(
                        Product.run("nbd", "-L", "-k", socket().toString()).ok().out());
        assertEquals(Tool.run("qemu-nbd", "-L", "-k", socket().toString()).ok().out(), ours);
        server.destroy();
        awaitEnd(server);
        var theirSocket = folder.resolve("q").toString();
        var command =
                new ArrayList<>(
                        List.of(
                                "qemu-nbd",
                                "--fork",
                                "--pid-file=" + folder.resolve("qpid"),
                                "-k",
                                theirSocket));
        command.addAll(List.of(options));
        Tool.run(command, Map.of()).ok();
        try {
            assertEquals(
                    ours,
                    withoutTransactionSize(Product.run("nbd", "-L", "-k", theirSocket).ok().out()));
        } finally {
            Tool.run("kill", Files.readString(folder.resolve("qpid")).trim()).ok();
        }
    }

    /** The peer installed here is older than this line. */
    private static String withoutTransactionSize(String list) {
        return list.replaceAll("  transaction size: .*\n", "");
    }

    @Test
    void aPartOfAnImageIsServedByOffsetOrByImageOptions() throws Exception {
        var raw = folder.resolve("disk.raw").toString();
        Tool.run("qemu-img", "create", "-q", "-f", "raw", raw, "4M").ok();
        Tool.run("qemu-io", "-f", "raw", "-c", "write -P 1 1M 1M", raw).ok();
        var byOffset = fork("-f", "raw", "-o", "1048576", raw);
        Tool.run(
                        "qemu-io",
                        "-r",
                        "-f",
                        "raw",
                        "-c",
                        "read -P 1 0 1M",
                        "-c",
                        "read -P 0 1M 2M",
                        uri(""))
                .ok();
        awaitEnd(byOffset);
        var byOptions =
                fork(
                        "-x",
                        "subset",
                        "--image-opts",
                        "driver=raw,offset=1M,size=1M,file.driver=file,file.filename=" + raw);
        var info = Tool.run("nbdinfo", "--size", uri("subset")).ok();
        assertEquals("1048576", info.out().trim());
        awaitEnd(byOptions);
    }

    @Test
    void whatCanNotBeDoneIsSaid() {
        assertTrue(Product.run("nbd", "-s", image()).status(1).err().contains("--snapshot"));
        assertTrue(
                Product.run("nbd", "-f", "raw", "/nonexistent")
                        .status(1)
                        .err()
                        .contains("/nonexistent"));
        assertTrue(
                Product.run("nbd", "-k", "relative", image()).status(1).err().contains("absolute"));
        assertTrue(
                Product.run("nbd", "--fork", "-f", "vmdk", "-k", socket().toString(), image())
                        .status(1)
                        .err()
                        .contains("vmdk"));
        assertTrue(Product.run("nbd", "--help").ok().out().contains("--persistent"));
    }
}
