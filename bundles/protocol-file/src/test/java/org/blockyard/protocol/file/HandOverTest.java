package org.blockyard.protocol.file;

import static org.blockyard.driver.Permission.CONSISTENT_READ;
import static org.blockyard.driver.Permission.WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.blockyard.driver.HandOverState;
import org.blockyard.driver.Permission;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.RequestFlags;
import org.blockyard.posix.HostFile;
import org.blockyard.posix.OpenFlag;
import org.blockyard.posix.Posix;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An instance that goes leaves its open file to the next, with the locks that it holds. */
class HandOverTest {
    private static final long NO_OTHER_WRITER = 201;
    private static final Set<Permission> ALONE = EnumSet.of(CONSISTENT_READ);

    @TempDir Path folder;

    private Path image;

    @BeforeEach
    void makeImage() throws Exception {
        image = folder.resolve("image.raw");
        try (var file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(1 << 20);
        }
    }

    private static void hold(FileDevice device) throws BlockException {
        device.preparePermissions(EnumSet.of(CONSISTENT_READ, WRITE), ALONE);
        device.commitPermissions();
    }

    private HostFile stranger() throws Exception {
        return Posix.open(image.toString(), EnumSet.of(OpenFlag.WRITE));
    }

    @Test
    void noStrangerGetsTheLocksBetweenTheInstances() throws Exception {
        try (var stranger = stranger();
                var second = new TestContext()) {
            FileDevice next;
            try (var first = new TestContext()) {
                var before = first.open(image);
                hold(before);
                second.handedOver = before.handOver();
                first.close();
                assertFalse(stranger.lock(NO_OTHER_WRITER, 1, true), "while nobody has it open");
                next = second.open(image);
                before.release();
            }
            assertFalse(stranger.lock(NO_OTHER_WRITER, 1, true), "when the next one has it");
            hold(next);
            next.write(0, ByteBuffer.wrap(new byte[512]), RequestFlags.NONE);
            next.preparePermissions(Set.of(), EnumSet.allOf(Permission.class));
            next.commitPermissions();
            assertTrue(stranger.lock(NO_OTHER_WRITER, 1, true), "it knows which locks it has");
        }
    }

    @Test
    void locksThatAnInstanceInBetweenGaveUpAreTakenAgainOrRefused() throws Exception {
        try (var stranger = stranger();
                var first = new TestContext();
                var second = new TestContext();
                var third = new TestContext()) {
            var before = first.open(image);
            hold(before);
            second.handedOver = before.handOver();
            third.handedOver = second.handedOver;
            first.close();
            var failed = second.open(image);
            failed.preparePermissions(Set.of(), EnumSet.allOf(Permission.class));
            failed.commitPermissions();
            second.close();
            third.open(image);
            assertFalse(stranger.lock(NO_OTHER_WRITER, 1, true));
            failed = second.open(image);
            failed.preparePermissions(Set.of(), EnumSet.allOf(Permission.class));
            failed.commitPermissions();
            assertTrue(stranger.lock(NO_OTHER_WRITER, 1, true));
            var refused = assertThrows(BlockException.class, () -> third.open(image));
            assertEquals(ErrorKind.LOCKED, refused.kind());
            before.release();
        }
    }

    @Test
    void whatIsOfAnotherFormOrAnotherModeIsNotTaken() throws Exception {
        try (var first = new TestContext()) {
            var before = first.open(image);
            var state = before.handOver().orElseThrow();
            assertTrue(new FileDriver().takesOver(state));
            assertFalse(new HostDeviceDriver().takesOver(state), "another driver's");
            assertFalse(new FileDriver().takesOver(new HandOverState("file", 2, state.values())));
            var values = new HashMap<String, Object>(state.values());
            values.put("used", java.util.List.of("levitate"));
            assertFalse(new FileDriver().takesOver(new HandOverState("file", 1, values)));
            assertFalse(new FileDriver().takesOver(new HandOverState("file", 1, Map.of())));
            try (var reader = new TestContext()) {
                reader.readOnly = true;
                reader.handedOver = java.util.Optional.of(state);
                var device = reader.open(image);
                assertThrows(
                        BlockException.class,
                        () -> device.write(0, ByteBuffer.allocate(512), RequestFlags.NONE));
            }
            before.release();
        }
    }

    @Test
    void nothingStaysOpenAfterwards() throws Exception {
        long before = descriptors();
        for (int i = 0; i < 3; i++) {
            try (var first = new TestContext();
                    var second = new TestContext()) {
                var old = first.open(image);
                second.handedOver = old.handOver();
                first.close();
                second.open(image);
                old.release();
            }
        }
        assertEquals(before, descriptors());
    }

    private long descriptors() throws Exception {
        try (var open = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            long count = 0;
            for (var one : open) {
                if (Files.isSymbolicLink(one) && Files.readSymbolicLink(one).equals(image)) {
                    count++;
                }
            }
            return count;
        }
    }
}
