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
    void aTemporarySnapshotTakesTheWrites() throws Exception {
        var server = fork("-s", "-f", "qcow2", image());
        Tool.run("qemu-io", "-f", "raw", "-c", "write -P 5 0 1M", "-c", "read -P 5 0 1M", uri(""))
                .ok();
        awaitEnd(server);
        Tool.run("qemu-io", "-r", "-c", "read -P 0 0 1M", image()).ok();
    }

    @Test
    void anInternalSnapshotIsServedToBeRead() throws Exception {
        Tool.run("qemu-io", "-c", "write -P 1 0 1M", image()).ok();
        Tool.run("qemu-img", "snapshot", "-c", "before", image()).ok();
        Tool.run("qemu-io", "-c", "write -P 2 0 1M", image()).ok();
        for (var choice : List.of("before", "1", "snapshot.name=before")) {
            var server = fork("-l", choice, "-f", "qcow2", image());
            var read = Tool.run("qemu-io", "-r", "-f", "raw", "-c", "read -P 1 0 1M", uri(""));
            read.ok();
            awaitEnd(server);
        }
    }

    /** Both servers give the same map of a bitmap and of the allocation depth. */
    @Test
    void bitmapsAndDepthAreMetadataContexts() throws Exception {
        Tool.run("qemu-img", "bitmap", "--add", "-g", "64k", image(), "b0").ok();
        Tool.run("qemu-io", "-c", "write -P 1 1M 192k", "-c", "write 9M 64k", image()).ok();
        for (var context : List.of("qemu:dirty-bitmap:b0", "qemu:allocation-depth")) {
            var server = fork("-r", "-B", "b0", "-A", "-f", "qcow2", image());
            var ours = Tool.run("nbdinfo", "--map=" + context, uri("")).ok().out();
            awaitEnd(server);
            var their = folder.resolve("q").toString();
            var options = new String[] {"-r", "-B", "b0", "-A", "-f", "qcow2", image()};
            var command = new ArrayList<>(List.of("qemu-nbd", "--fork", "-k", their));
            command.addAll(List.of(options));
            Tool.run(command, Map.of()).ok();
            var theirs = Tool.run("nbdinfo", "--map=" + context, "nbd+unix:///?socket=" + their);
            assertEquals(theirs.ok().out(), ours);
        }
    }

    @Test
    void theClientOfThePeerSeesABitmap() throws Exception {
        Tool.run("qemu-img", "bitmap", "--add", "-g", "64k", image(), "b0").ok();
        Tool.run("qemu-io", "-c", "write -P 1 1M 64k", image()).ok();
        var server = fork("-r", "-B", "b0", "-f", "qcow2", image());
        var map =
                Tool.run(
                                "qemu-img",
                                "map",
                                "--output=json",
                                "--image-opts",
                                "driver=nbd,server.type=unix,server.path="
                                        + socket()
                                        + ",x-dirty-bitmap=qemu:dirty-bitmap:b0")
                        .ok()
                        .out();
        awaitEnd(server);
        assertTrue(map.contains("\"start\": 1048576, \"length\": 65536"), map);
    }

    @Test
    void whatCanNotBeDoneIsSaid() {
        assertTrue(
                Product.run("nbd", "-l", "none", image())
                        .status(1)
                        .err()
                        .contains("Failed to load snapshot: Can't find snapshot"));
        assertTrue(
                Product.run("nbd", "-B", "none", "-k", socket().toString(), image())
                        .status(1)
                        .err()
                        .contains("Bitmap 'none' is not found"));
        assertTrue(
                Product.run("nbd", "--tls-creds", "none", image())
                        .status(1)
                        .err()
                        .contains("No TLS credentials with id 'none'"));
        assertTrue(
                Product.run("nbd", "-f", "raw", "/nonexistent")
                        .status(1)
                        .err()
                        .contains("/nonexistent"));
        assertTrue(
                Product.run("nbd", "-k", "relative", image()).status(1).err().contains("absolute"));
        assertTrue(
                Product.run("nbd", "--fork", "-f", "papyrus", "-k", socket().toString(), image())
                        .status(1)
                        .err()
                        .contains("papyrus"));
        assertTrue(Product.run("nbd", "--help").ok().out().contains("--persistent"));
    }

    private static final String HAND_OVER =
            """
            import os, socket, sys
            listening = socket.socket(socket.AF_UNIX)
            listening.bind(sys.argv[1])
            listening.listen(5)
            os.dup2(listening.fileno(), 3)
            os.set_inheritable(3, True)
            os.environ.update(LISTEN_FDS='1', LISTEN_PID=str(os.getpid()))
            os.execvp(sys.argv[2], sys.argv[2:])
            """;

    /** As a service manager starts it: with the socket, which is not its own to remove. */
    @Test
    void aSocketIsTakenFromTheServiceManager() throws Exception {
        Tool.requires("/usr/bin/python3");
        var arguments =
                new String[] {
                    "--fork", "--pid-file=" + folder.resolve("pid"), "-f", "qcow2", image()
                };
        var command =
                new ArrayList<>(List.of("/usr/bin/python3", "-c", HAND_OVER, socket().toString()));
        command.addAll(Product.command("nbd", arguments));
        Tool.run(command, Map.of("BLOCKYARD_NO_BUILD", "1")).ok();
        long pid = Long.parseLong(Files.readString(folder.resolve("pid")).trim());
        var server = ProcessHandle.of(pid).orElseThrow();
        Tool.run("qemu-io", "-f", "raw", "-c", "read -P 0 0 1M", uri("")).ok();
        awaitEnd(server);
        Files.delete(socket());
    }

    @Test
    void aPidFileBelongsToOneServer() throws Exception {
        var other = folder.resolve("other.raw").toString();
        Tool.run("qemu-img", "create", "-q", "-f", "raw", other, "1M").ok();
        var server = fork("-t", "-f", "qcow2", image());
        var second =
                Product.run(
                        "nbd",
                        "-r",
                        "-k",
                        folder.resolve("other").toString(),
                        "--pid-file=" + folder.resolve("pid"),
                        other);
        server.destroy();
        awaitEnd(server);
        assertEquals(
                "qemu-nbd: Cannot lock pid file: Resource temporarily unavailable\n",
                second.status(1).err());
    }

    /** Lists what nbdkit serves with these options, by both tools. */
    private List<String> listsOf(String... options) throws Exception {
        Tool.requires("nbdkit");
        var where = folder.resolve("kit");
        var pid = folder.resolve("kitpid");
        var command =
                new ArrayList<>(List.of("nbdkit", "-U", where.toString(), "-P", pid.toString()));
        command.addAll(List.of(options));
        Tool.run(command, Map.of()).ok();
        try {
            var ours = Product.run("nbd", "-L", "-k", where.toString());
            var theirs = Tool.run("qemu-nbd", "-L", "-k", where.toString());
            return List.of(
                    withoutTransactionSize(ours.out()) + ours.err() + ours.status(),
                    theirs.out() + theirs.err() + theirs.status());
        } finally {
            Tool.run("kill", Files.readString(pid).trim()).ok();
        }
    }

    @Test
    void serversOfOthersAreListedAlike() throws Exception {
        var named =
                listsOf(
                        "--filter=exportname",
                        "memory",
                        "1M",
                        "exportname=a",
                        "exportname=b",
                        "exportdesc=fixed:words");
        assertEquals(named.getLast(), named.getFirst());
        Files.deleteIfExists(folder.resolve("kit"));
        var readOnly =
                listsOf("-r", "--filter=blocksize-policy", "null", "5M", "blocksize-minimum=4k");
        assertEquals(readOnly.getLast(), readOnly.getFirst());
    }

    @Test
    void aServerOfTheOldStyleHasOneExport() throws Exception {
        var lists = listsOf("-o", "memory", "1M");
        assertEquals(lists.getLast(), lists.getFirst());
        assertTrue(lists.getFirst().startsWith("exports available: 1"), lists.getFirst());
    }

    @Test
    void aServerThatWantsTlsIsToldOf() throws Exception {
        var keys = folder.resolve("keys.psk");
        Files.writeString(keys, "someone:00112233445566778899aabbccddeeff\n");
        var lists = listsOf("--tls=require", "--tls-psk=" + keys, "memory", "1M");
        assertEquals(lists.getLast(), lists.getFirst());
        assertTrue(lists.getFirst().contains("TLS negotiation required"), lists.getFirst());
    }
}
