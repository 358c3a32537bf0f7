package org.blockyard.format.parallels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.blockyard.bitmap.DirtyBits;
import org.blockyard.driver.KeptBitmap;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.junit.jupiter.api.Test;

/** Dirty bitmaps are right when the image is closed, and gone when it was not. */
class ImageBitmapsTest {
    private static final String NAME = "12345678-9abc-def0-1122-334455667788";
    private static final int SIZE = 64 << 20;
    private static final int GRANULARITY = 512;

    private static OpenImage withBitmap() throws Exception {
        var open = OpenImage.create(SIZE);
        var bits = new DirtyBits(SIZE, GRANULARITY);
        bits.set(1 << 20, 5000);
        // all of a cluster of bits, which takes no space
        bits.set(16 << 20, 16 << 20);
        open.device.keepBitmaps(
                List.of(new KeptBitmap(NAME, GRANULARITY, true, Optional.of(bits))));
        open.device.close();
        return open.again();
    }

    private static DirtyBits only(List<KeptBitmap> kept) {
        assertEquals(1, kept.size());
        assertEquals(NAME, kept.getFirst().name());
        return kept.getFirst().bits().orElseThrow();
    }

    @Test
    void whatWasKeptIsThereAgain() throws Exception {
        var bits = only(withBitmap().device.keptBitmaps());
        assertEquals(5 * 1024 + (16 << 20), bits.dirtyBytes());
        assertTrue(bits.dirty(1 << 20) && bits.dirty((32 << 20) - 1) && !bits.dirty(32 << 20));
    }

    @Test
    void whatIsWrittenMeanwhileIsRecordedWhereNobodyElseDoes() throws Exception {
        var open = withBitmap();
        open.write(40 << 20, 1000, 1);
        assertEquals(0, open.again().image.header().extensionSector(), "it is not right now");
        open.device.close();
        var bits = only(open.again().device.keptBitmaps());
        assertEquals(7 * 1024 + (16 << 20) - 1024, bits.dirtyBytes());
        assertTrue(bits.dirty(40 << 20));
        assertEquals(1, open.again().read(40 << 20));
    }

    @Test
    void whoTakesThemKeepsThem() throws Exception {
        var open = withBitmap();
        var bits = only(open.device.takeBitmaps());
        assertEquals(0, open.again().image.header().extensionSector());
        open.write(0, 512, 1);
        bits.clear();
        open.device.keepBitmaps(
                List.of(new KeptBitmap(NAME, GRANULARITY, true, Optional.of(bits))));
        open.device.close();
        assertEquals(0, only(open.again().device.keptBitmaps()).dirtyBytes());
    }

    @Test
    void thoseOfAnImageThatWasNotClosedAreGone() throws Exception {
        var open = withBitmap();
        open.write(0, 512, 1);
        assertEquals(List.of(), open.again().device.keptBitmaps());
    }

    @Test
    void theirSpaceIsUsedAgain() throws Exception {
        var open = withBitmap();
        int before = open.child.content().length;
        for (int i = 0; i < 10; i++) {
            open.write(0, 512, i);
            open.device.close();
            open = open.again();
        }
        assertTrue(open.child.content().length <= before + 2 * OpenImage.CLUSTER);
    }

    @Test
    void namesAreUuids() throws Exception {
        var device = OpenImage.create(SIZE).device;
        device.requireKeepable(NAME, 65536);
        var refused = assertThrows(BlockException.class, () -> device.requireKeepable("b0", 65536));
        assertEquals(ErrorKind.INVALID_OPTION, refused.kind());
        assertThrows(BlockException.class, () -> device.requireKeepable(NAME, 1L << 31));
    }

    @Test
    void aDamagedExtensionIsRefused() throws Exception {
        var open = withBitmap();
        int at = (int) open.image.header().extensionSector() * 512;
        open.put(at + 60, 9);
        var refused = assertThrows(BlockException.class, () -> FormatExtension.read(open.image));
        assertEquals(
                "Wrong checksum in Format Extension header. Format extension is corrupted.",
                refused.sentence());
        open.put(at, 5);
        open.put(at + 4, 0);
        assertEquals(
                "Wrong parallels Format Extension magic: 0x5, expected: 0xab234cef23dcea87",
                assertThrows(BlockException.class, () -> FormatExtension.read(open.image))
                        .sentence());
    }
}
