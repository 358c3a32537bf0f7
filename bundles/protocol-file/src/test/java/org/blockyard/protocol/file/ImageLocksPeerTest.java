package org.blockyard.protocol.file;

import static org.blockyard.driver.Permission.CONSISTENT_READ;
import static org.blockyard.driver.Permission.RESIZE;
import static org.blockyard.driver.Permission.WRITE;
import static org.blockyard.driver.Permission.WRITE_UNCHANGED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.blockyard.driver.Permission;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our locks and QEMU's mean the same: each side sees what the other does and forbids. */
class ImageLocksPeerTest {
    private static final Set<Permission> ALL = EnumSet.allOf(Permission.class);
    private static final Set<Permission> NO_OTHER_WRITER =
            EnumSet.of(CONSISTENT_READ, WRITE_UNCHANGED, RESIZE);

    @TempDir Path folder;

    private Path image;

    @BeforeEach
    void makeImage() throws Exception {
        image = folder.resolve("image.raw");
        try (var file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(1 << 20);
        }
    }

    @Test
    void qemuMayReadAndWriteWhatWeShare() throws Exception {
        try (var context = new TestContext()) {
            hold(context.open(image), EnumSet.of(CONSISTENT_READ, WRITE), ALL);
            var written = Peer.run("qemu-io", "-f", "raw", "-c", "write 0 512", image.toString());
            assertEquals(0, written.exit(), written.output());
        }
    }

    @Test
    void qemuIsRefusedTheWriteThatWeForbid() throws Exception {
        try (var context = new TestContext()) {
            var device = context.open(image);
            hold(device, EnumSet.of(CONSISTENT_READ), NO_OTHER_WRITER);
            var refused = Peer.run("qemu-io", "-f", "raw", "-c", "write 0 512", image.toString());
            assertTrue(refused.exit() != 0, refused.output());
            assertTrue(refused.output().contains("Failed to get \"write\" lock"), refused.output());

            hold(device, EnumSet.of(CONSISTENT_READ), ALL);
            assertEquals(
                    0,
                    Peer.run("qemu-io", "-f", "raw", "-c", "write 0 512", image.toString()).exit());
        }
    }

    @Test
    void qemuIsRefusedToForbidTheWriteThatWeMake() throws Exception {
        Peer.require("qemu-img");
        var qcow2 = folder.resolve("image.qcow2").toString();
        Peer.run("qemu-img", "create", "-q", "-f", "qcow2", qcow2, "1M");
        try (var context = new TestContext()) {
            hold(context.open(qcow2), EnumSet.of(CONSISTENT_READ, WRITE), ALL);
            var refused = Peer.run("qemu-img", "info", "-f", "qcow2", qcow2);
            assertTrue(
                    refused.output().contains("Failed to get shared \"write\" lock"),
                    refused.output());
        }
    }

    @Test
    void weAreRefusedToForbidTheWriteThatQemuMakes() throws Exception {
        try (var writer = new Peer.Holder("-f", "raw", image.toString());
                var context = new TestContext()) {
            var device = context.open(image);
            var failure = refused(device, EnumSet.of(CONSISTENT_READ), NO_OTHER_WRITER);
            assertEquals("Failed to get shared \"write\" lock" + by(writer), failure.sentence());
            assertEquals(
                    Optional.of("Is another process using the image [" + image + "]?"),
                    failure.hint());
            hold(device, EnumSet.of(CONSISTENT_READ, WRITE), ALL);
            assertTrue(writer.pid() > 0);
        }
    }

    @Test
    void weAreRefusedTheWriteThatQemuForbids() throws Exception {
        Peer.require("qemu-img");
        var qcow2 = folder.resolve("image.qcow2").toString();
        Peer.run("qemu-img", "create", "-q", "-f", "qcow2", qcow2, "1M");
        try (var writer = new Peer.Holder("-f", "qcow2", qcow2);
                var context = new TestContext()) {
            var device = context.open(qcow2);
            assertEquals(
                    "Failed to get \"write\" lock" + by(writer),
                    refused(device, EnumSet.of(WRITE), ALL).sentence());
            assertEquals(
                    "Failed to get \"resize\" lock" + by(writer),
                    refused(device, EnumSet.of(RESIZE), ALL).sentence());
            assertTrue(writer.pid() > 0);
        }
    }

    @Test
    void theSamePermissionsLockTheSameBytes() throws Exception {
        Peer.require("qemu-img");
        var qcow2 = folder.resolve("image.qcow2");
        Peer.run("qemu-img", "create", "-q", "-f", "qcow2", qcow2.toString(), "1M");
        Set<String> theirs;
        try (var writer = new Peer.Holder("-f", "qcow2", qcow2.toString())) {
            assertTrue(writer.pid() > 0);
            theirs = lockedBytes(qcow2);
        }
        try (var context = new TestContext()) {
            hold(
                    context.open(qcow2),
                    EnumSet.of(CONSISTENT_READ, WRITE, RESIZE),
                    EnumSet.of(CONSISTENT_READ, WRITE_UNCHANGED));
            assertEquals(theirs, lockedBytes(qcow2));
        }
        assertEquals(Set.of(), lockedBytes(qcow2));
    }

    @Test
    void aFailedChangeKeepsWhatWasHeldAndNothingMore() throws Exception {
        try (var writer = new Peer.Holder("-f", "raw", image.toString());
                var context = new TestContext()) {
            assertTrue(writer.pid() > 0);
            var device = context.open(image);
            hold(device, EnumSet.of(CONSISTENT_READ), ALL);
            var before = lockedBytes(image);
            refused(device, EnumSet.of(CONSISTENT_READ, RESIZE), NO_OTHER_WRITER);
            assertEquals(before, lockedBytes(image));
        }
    }

    @Test
    void forceShareIgnoresWhatOthersDoAndForbidsNothing() throws Exception {
        Peer.require("qemu-img");
        var qcow2 = folder.resolve("image.qcow2").toString();
        Peer.run("qemu-img", "create", "-q", "-f", "qcow2", qcow2, "1M");
        try (var writer = new Peer.Holder("-f", "qcow2", qcow2);
                var context = new TestContext()) {
            assertTrue(writer.pid() > 0);
            context.forceShare = true;
            context.readOnly = true;
            hold(
                    context.open(qcow2),
                    EnumSet.of(CONSISTENT_READ),
                    EnumSet.noneOf(Permission.class));
        }
    }

    @Test
    void withoutLockingNothingIsLockedOrLookedAt() throws Exception {
        try (var writer = new Peer.Holder("-f", "raw", image.toString());
                var context = new TestContext()) {
            assertTrue(writer.pid() > 0);
            var before = lockedBytes(image);
            var options =
                    new FileOptions(
                            image.toString(),
                            FileOptions.Locking.OFF,
                            Optional.of(FileOptions.Aio.THREADS),
                            0,
                            true,
                            Optional.empty(),
                            false);
            hold(context.open(options), EnumSet.of(WRITE), EnumSet.noneOf(Permission.class));
            assertEquals(before, lockedBytes(image));
        }
    }

    @Test
    void aFileInUseIsNotCutByMakingItAnew() throws Exception {
        Peer.require("qemu-img");
        var qcow2 = folder.resolve("image.qcow2");
        Peer.run("qemu-img", "create", "-q", "-f", "qcow2", qcow2.toString(), "1M");
        long length = Files.size(qcow2);
        var options =
                new FileCreateOptions(
                        qcow2.toString(), 4096, org.blockyard.driver.Preallocation.OFF, false, 0);
        try (var writer = new Peer.Holder("-f", "qcow2", qcow2.toString());
                var context = new TestContext()) {
            assertTrue(writer.pid() > 0);
            var failure =
                    assertThrows(
                            BlockException.class, () -> new FileDriver().create(options, context));
            assertEquals(ErrorKind.LOCKED, failure.kind());
            assertEquals("Failed to get \"write\" lock" + by(writer), failure.sentence());
        }
        assertEquals(length, Files.size(qcow2));
    }

    private static String by(Peer.Holder writer) {
        return " (held by process " + writer.pid() + ": qemu-io)";
    }

    private static void hold(FileDevice device, Set<Permission> wanted, Set<Permission> shared)
            throws BlockException {
        device.preparePermissions(wanted, shared);
        device.commitPermissions();
    }

    private static BlockException refused(
            FileDevice device, Set<Permission> wanted, Set<Permission> shared) {
        var failure =
                assertThrows(BlockException.class, () -> device.preparePermissions(wanted, shared));
        assertEquals(ErrorKind.LOCKED, failure.kind());
        return failure;
    }

    /** The bytes of a file that anyone has locked, as the system lists them. */
    private static Set<String> lockedBytes(Path file) throws Exception {
        var inode = ":" + Files.getAttribute(file, "unix:ino");
        var bytes = new TreeSet<String>();
        for (var line : Files.readAllLines(Path.of("/proc/locks"))) {
            var words = line.trim().split("\\s+");
            if (words.length >= 8 && words[words.length - 3].endsWith(inode)) {
                long end = Long.parseLong(words[words.length - 1]);
                for (long at = Long.parseLong(words[words.length - 2]); at <= end; at++) {
                    bytes.add(words[3] + " " + at);
                }
            }
        }
        return bytes;
    }
}
