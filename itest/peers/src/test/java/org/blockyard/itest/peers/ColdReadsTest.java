package org.blockyard.itest.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.blockyard.itest.kit.QmpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is not in the page cache is read by 32 requests at a time of libnbd, over both kinds of
 * socket, while the disk is opened anew again and again: every byte is compared.
 */
class ColdReadsTest {
    private static final String PYTHON = "/usr/bin/python3";
    private static final int BYTES = 8 << 20;
    private static final int READS = 30 * 32;

    /** Prints how many reads it made, and whether the daemon had an io_uring if the system has. */
    private static final String LOAD =
            """
            import ctypes, nbd, os, random, sys
            uri, content, image, pid = sys.argv[1:]
            def ring(fd):
                try:
                    return "io_uring" in os.readlink(f"/proc/{pid}/fd/{fd}")
                except OSError:
                    return False
            data = open(content, "rb").read()
            image = os.open(image, os.O_RDONLY)
            os.fsync(image)
            h = nbd.NBD()
            h.connect_uri(uri)
            chance, made, seen = random.Random(7), 0, False
            for batch in range(30):
                os.posix_fadvise(image, 0, 0, os.POSIX_FADV_DONTNEED)
                wanted = []
                for i in range(32):
                    length = chance.choice([512, 4096, 65536])
                    at = chance.randrange((len(data) - length) // 512) * 512
                    buffer = nbd.Buffer(length)
                    wanted.append((h.aio_pread(buffer, at), buffer, at))
                while wanted:
                    h.poll(-1)
                    left = []
                    for cookie, buffer, at in wanted:
                        if not h.aio_command_completed(cookie):
                            left.append((cookie, buffer, at))
                        elif bytes(buffer.to_bytearray()) != data[at:at + buffer.size()]:
                            sys.exit(f"wrong bytes at {at}")
                        else:
                            made += 1
                    wanted = left
                seen = seen or any(ring(fd) for fd in os.listdir(f"/proc/{pid}/fd"))
            h.shutdown()
            offered = ctypes.CDLL(None).syscall(425, 1, ctypes.create_string_buffer(120)) >= 0
            print(made, seen == offered)
            """;

    @TempDir Path folder;

    @Test
    void overAUnixSocket() throws Exception {
        var socket = folder.resolve("s");
        everyByteIsRight("addr.type=unix,addr.path=" + socket, "nbd+unix:///e?socket=" + socket);
    }

    @Test
    void overTcp() throws Exception {
        int port;
        try (var free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        everyByteIsRight(
                "addr.type=inet,addr.host=127.0.0.1,addr.port=" + port,
                "nbd://127.0.0.1:" + port + "/e");
    }

    private void everyByteIsRight(String address, String uri) throws Exception {
        Tool.requires(PYTHON, "qemu-img");
        var bytes = new byte[BYTES];
        new Random(5).nextBytes(bytes);
        var raw = Files.write(folder.resolve("disk.raw"), bytes);
        var image = folder.resolve("disk.qcow2");
        Tool.run("qemu-img", "convert", "-O", "qcow2", raw.toString(), image.toString()).ok();
        try (var daemon = start(address, image);
                var monitor = daemon.qmp()) {
            var over = new AtomicBoolean();
            var drains = new AtomicInteger();
            var drainer = Thread.ofPlatform().start(() -> drain(monitor, over, drains));
            var pid = Files.readString(folder.resolve("daemon.pid")).strip();
            var made =
                    Tool.run(PYTHON, "-c", LOAD, uri, raw.toString(), image.toString(), pid)
                            .ok()
                            .out()
                            .strip();
            over.set(true);
            drainer.join();
            assertEquals(
                    READS + " True",
                    made,
                    "reads, and whether there was an io_uring if there can be");
            assertTrue(drains.get() > 0);
        }
    }

    private Daemon start(String address, Path image) throws Exception {
        return Daemon.start(
                folder,
                "--blockdev",
                "driver=file,node-name=f,filename=" + image,
                "--blockdev",
                "driver=qcow2,node-name=q,file=f",
                "--nbd-server",
                address,
                "--export",
                "nbd,id=x,node-name=q,name=e");
    }

    /** Each time the node is opened anew, with nothing in flight. */
    private static void drain(QmpClient monitor, AtomicBoolean over, AtomicInteger drains) {
        try {
            while (!over.get()) {
                monitor.execute(
                        "blockdev-reopen",
                        "{'options': [{'driver': 'qcow2', 'node-name': 'q', 'file': 'f'}]}");
                drains.incrementAndGet();
            }
        } catch (IOException e) {
            drains.set(Integer.MIN_VALUE);
        }
    }
}
