package org.blockyard.format.qcow2;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Map;
import org.blockyard.driver.Snapshotting;
import org.blockyard.driver.tck.MemoryChild;
import org.blockyard.format.qcow2.option.Qcow2Options;
import org.blockyard.io.BlockException;
import org.blockyard.io.RequestFlags;
import org.blockyard.option.OptionSchema;
import org.blockyard.option.ReadMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Writes are kept from just those metadata that the option names. */
class OverlapCheckTest {
    private static final long OFFSET = 0x00ff_ffff_ffff_fe00L;

    @ParameterizedTest
    @CsvSource({
        "active-l1, constant, active L1 table",
        "active-l2, cached, active L2 table",
        "refcount-table, constant, refcount table",
        "refcount-block, cached, refcount block",
        "snapshot-table, constant, snapshot table",
        "inactive-l1, cached, inactive L1 table",
        "inactive-l2, all, inactive L2 table",
    })
    void eachAreaIsGuardedByItsTemplatesAndByItsName(String area, String least, String words)
            throws Exception {
        var templates = new String[] {"none", "constant", "cached", "all"};
        boolean guarded = false;
        for (var template : templates) {
            guarded |= template.equals(least);
            check(area, template, guarded, words);
        }
        check(area, Map.of("template", "none", area, "on"), true, words);
        check(area, Map.of("template", "all", area, "off"), false, words);
    }

    private static void check(String area, Object option, boolean guarded, String words)
            throws Exception {
        var file = damaged(area);
        try (var device = new Qcow2Driver().open(options(option), TestContext.over(file))) {
            var zeroes = ByteBuffer.allocate(512);
            if (guarded) {
                var refused =
                        assertThrows(
                                BlockException.class,
                                () -> device.write(0, zeroes, RequestFlags.NONE));
                assertEquals(
                        "Preventing invalid write on metadata (overlaps with " + words + ")",
                        refused.getMessage());
            } else {
                assertDoesNotThrow(() -> device.write(0, zeroes, RequestFlags.NONE));
            }
        } catch (BlockException writtenInto) {
            assertEquals(false, guarded, writtenInto.getMessage());
        }
    }

    private static Qcow2Options options(Object overlapCheck) throws Exception {
        return OptionSchema.of(Qcow2Options.class)
                .read(Map.of("file", "file", "overlap-check", overlapCheck), ReadMode.TEXT);
    }

    /** An image whose first guest cluster lies on metadata. */
    private static MemoryChild damaged(String area) throws Exception {
        var file = new MemoryChild();
        TestContext.over(file).create(TestContext.creation(1 << 20));
        try (var device = TestContext.over(file).open()) {
            device.write(0, ByteBuffer.wrap(new byte[] {1}), RequestFlags.NONE);
            ((Snapshotting) device).createSnapshot("s", Instant.EPOCH);
            device.write(0, ByteBuffer.wrap(new byte[] {2}), RequestFlags.NONE);
        }
        var image = ByteBuffer.wrap(file.content());
        long snapshots = image.getLong(64);
        long inactive = image.getLong((int) snapshots);
        long l2 = image.getLong((int) image.getLong(40)) & OFFSET;
        long place =
                switch (area) {
                    case "active-l1" -> image.getLong(40);
                    case "active-l2" -> l2;
                    case "refcount-table" -> image.getLong(48);
                    case "refcount-block" -> image.getLong((int) image.getLong(48));
                    case "snapshot-table" -> snapshots;
                    case "inactive-l1" -> inactive;
                    default -> image.getLong((int) inactive) & OFFSET;
                };

        image.putLong((int) l2, place | 1L << 63);
        return MemoryChild.of(image.array());
    }

    @Test
    void whatIsNoAreaIsRefused() {
        assertThrows(BlockException.class, () -> open("some"));
        assertThrows(BlockException.class, () -> open(Map.of("active-l3", "on")));
        assertThrows(BlockException.class, () -> open(Map.of("active-l2", "maybe")));
    }

    private static void open(Object option) throws Exception {
        var file = new MemoryChild();
        TestContext.over(file).create(TestContext.creation(1 << 20));
        new Qcow2Driver().open(options(option), TestContext.over(file)).close();
    }
}
