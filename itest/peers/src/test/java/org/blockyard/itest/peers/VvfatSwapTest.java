package org.blockyard.itest.peers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.blockyard.itest.kit.NbdClient;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The driver of a folder that is shown as a floppy disk is replaced while a client reads all of it
 * again and again. The disk stays the same, whatever has become of the folder meanwhile, and what
 * the client writes becomes files as before.
 */
@Timeout(300)
class VvfatSwapTest {
    private static final String OLD = "1.0.0";
    private static final String NEW = "1.90.0";
    private static final int PIECE = 64 << 10;
    private static final int SECTOR = 512;

    @TempDir Path temp;
    private Path shared;

    @BeforeEach
    void makeFolder() throws IOException {
        shared = Files.createDirectories(temp.resolve("shared"));
        Files.createDirectories(shared.resolve("folder"));
        for (var name : new String[] {"first", "folder/second", "folder/third"}) {
            var content = new byte[50_000];
            Arrays.fill(content, (byte) name.length());
            Files.write(shared.resolve(name), content);
        }
    }

    private Stage serve(String access, String writable) throws Exception {
        var stage = new Stage(temp, 1);
        stage.start(
                "--blockdev",
                "driver=vvfat,node-name=disk,floppy=on,dir=" + shared + access,
                "--export",
                "type=nbd,id=e,node-name=disk,name=disk,writable=" + writable);
        stage.pin("disk");
        stage.deploy("org.blockyard.protocol-vvfat", NEW);
        return stage;
    }

    private static void swap(Stage stage, String version) throws IOException {
        stage.handedOver("vvfat", version, "disk");
    }

    private static byte[] content(NbdClient client) throws IOException {
        var all = ByteBuffer.allocate((int) client.length());
        while (all.hasRemaining()) {
            all.put(client.read(all.position(), Math.min(PIECE, all.remaining())));
        }
        return all.array();
    }

    @Test
    void theDiskStaysTheSameWhileItsFolderChanges() throws Exception {
        try (var stage = serve(",read-only=on", "off");
                var reader = new Reader(stage.socket())) {
            swap(stage, NEW);
            reader.readsOn();
            Files.write(shared.resolve("another"), new byte[20_000]);
            Files.write(shared.resolve("first"), new byte[20_000], StandardOpenOption.APPEND);
            for (var version : new String[] {OLD, NEW, OLD}) {
                swap(stage, version);
                reader.readsOn();
            }
        }
    }

    @Test
    void whatTheClientWritesBecomesFilesWhoeverTurnsItIntoThem() throws Exception {
        try (var stage = serve(",rw=on", "on");
                var client = new NbdClient(stage.socket(), "disk")) {
            var disk = content(client);
            // within a file, and where none is
            write(client, disk, start(disk, "first"), (byte) 'a');
            write(client, disk, disk.length - SECTOR, (byte) 'b');
            swap(stage, NEW);
            assertArrayEquals(disk, content(client));
            write(client, disk, start(disk, "folder/second"), (byte) 'c');
            swap(stage, OLD);
            assertArrayEquals(disk, content(client));
            assertEquals('a', Files.readAllBytes(shared.resolve("first"))[0]);
            assertEquals('c', Files.readAllBytes(shared.resolve("folder/second"))[0]);
        }
    }

    /** Where a file's content begins on the disk: no other holds bytes of its value. */
    private int start(byte[] disk, String name) throws IOException {
        byte value = Files.readAllBytes(shared.resolve(name))[0];
        var sector = new byte[SECTOR];
        Arrays.fill(sector, value);
        int at = 0;
        while (!Arrays.equals(disk, at, at + SECTOR, sector, 0, SECTOR)) {
            at += SECTOR;
        }
        return at;
    }

    /** Fills a sector, on the disk and in what it is to hold. */
    private static void write(NbdClient client, byte[] disk, int at, byte value)
            throws IOException {
        Arrays.fill(disk, at, at + SECTOR, value);
        client.request(NbdClient.WRITE, 0, 1, at, SECTOR, ByteBuffer.wrap(disk, at, SECTOR));
        assertEquals(0, client.reply().error());
    }

    /** A client that reads the whole disk in a loop and expects what was there at first. */
    private static final class Reader implements AutoCloseable {
        private final NbdClient client;
        private final byte[] expected;
        private final Semaphore rounds = new Semaphore(0);
        private final AtomicReference<Throwable> failure = new AtomicReference<>();
        private final Thread thread;
        private volatile boolean closed;

        Reader(Path socket) throws IOException {
            client = new NbdClient(socket, "disk");
            expected = content(client);
            thread = Thread.startVirtualThread(this::run);
        }

        private void run() {
            try {
                while (!closed) {
                    assertArrayEquals(expected, content(client));
                    rounds.release();
                }
            } catch (IOException | AssertionError e) {
                failure.set(e);
                rounds.release(2);
            }
        }

        /** Waits until it has read all once more, and expects that nothing was wrong. */
        void readsOn() throws InterruptedException {
            rounds.drainPermits();
            // the first may have begun before
            rounds.acquire(2);
            assertNull(failure.get());
        }

        @Override
        public void close() throws IOException, InterruptedException {
            closed = true;
            thread.join();
            client.close();
        }
    }
}
