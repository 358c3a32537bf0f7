package org.blockyard.kernel.internal.bitmap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.blockyard.bitmap.DirtyBits;
import org.blockyard.driver.KeptBitmap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The file beside an image is read back as it was written, or not at all. */
@Timeout(300)
class SidecarTest {
    private static final long LENGTH = 1L << 40;
    private static final ImageStamp STAMP = new ImageStamp(1, 2, 3, 4);

    @TempDir Path folder;
    private Path file;
    private byte[] bytes;

    @BeforeEach
    void write() throws IOException {
        file = folder.resolve("disk.raw.bitmaps");
        var bits = new DirtyBits(LENGTH, 65536);
        bits.set(0, 1);
        bits.set(LENGTH - 65536, 65536);
        var recording = new KeptBitmap("b", 65536, true, Optional.of(bits));
        var lost = new KeptBitmap("ü", 512, false, Optional.empty());
        new Sidecar(true, STAMP, LENGTH, List.of(recording, lost)).write(file);
        bytes = Files.readAllBytes(file);
    }

    @Test
    void whatWasWrittenIsRead() throws IOException {
        var read = Sidecar.read(file);
        assertTrue(read.complete());
        assertEquals(STAMP, read.stamp());
        assertEquals(LENGTH, read.length());
        var first = read.bitmaps().getFirst();
        assertEquals("b", first.name());
        assertTrue(first.recording());
        assertEquals(2 * 65536, first.bits().orElseThrow().dirtyBytes());
        assertTrue(first.bits().orElseThrow().dirty(LENGTH - 1));
        assertEquals("ü", read.bitmaps().get(1).name());
        assertTrue(read.bitmaps().get(1).bits().isEmpty());
        assertEquals(List.of(file), list());
    }

    private List<Path> list() throws IOException {
        try (var files = Files.list(folder)) {
            return files.toList();
        }
    }

    @Test
    void inUseIsOneByteThatLeavesTheRestAsItIs() throws IOException {
        Sidecar.sayInUse(file);
        assertFalse(Sidecar.read(file).complete());
        assertEquals(bytes.length, Files.size(file));
    }

    @Test
    void aFileThatIsCutIsRefused() throws IOException {
        for (int length = 0; length < bytes.length; length += length < 100 ? 1 : 97) {
            Files.write(file, Arrays.copyOf(bytes, length));
            assertThrows(IOException.class, () -> Sidecar.read(file), "cut at " + length);
        }
    }

    @Test
    void aFileWithAnyOtherByteIsRefusedWithoutHarm() throws IOException {
        var random = new SplittableRandom(9);
        for (int round = 0; round < 2000; round++) {
            var damaged = bytes.clone();
            int at = round < 200 ? round % 80 : random.nextInt(bytes.length);
            damaged[at] ^= (byte) (1 << random.nextInt(8));
            if (at >= 8 && at < 12) {
                continue; // the state, and what is not used
            }
            Files.write(file, damaged);
            assertThrows(IOException.class, () -> Sidecar.read(file), "byte " + at);
        }
    }

    @Test
    void numbersThatLieTakeNoMemory() throws IOException {
        for (long length : new long[] {Long.MAX_VALUE, -1, 1L << 50}) {
            var lying = ByteBuffer.wrap(bytes.clone()).putLong(48, length);
            Files.write(file, lying.array());
            assertThrows(IOException.class, () -> Sidecar.read(file));
        }
        var many = new ArrayList<KeptBitmap>();
        var empty = new DirtyBits(1L << 46, 512);
        long pages = (1L << 46) / 512 / 32768 * Long.BYTES;
        for (int i = 0; i < Runtime.getRuntime().maxMemory() / 4 / pages + 3; i++) {
            many.add(new KeptBitmap("b" + i, 512, true, Optional.of(empty)));
        }
        new Sidecar(true, STAMP, 1L << 46, many).write(file);
        var refusal = assertThrows(IOException.class, () -> Sidecar.read(file));
        assertEquals("its bitmaps need too much memory", refusal.getMessage());
    }

    @Test
    void aStampChangesWithTheImage() throws IOException {
        var image = Files.write(folder.resolve("disk"), new byte[512]);
        var stamp = ImageStamp.settled(image);
        assertEquals(stamp, ImageStamp.of(image));
        var modified = Files.getLastModifiedTime(image);
        Files.write(image, new byte[512]);
        Files.setLastModifiedTime(image, modified);
        assertFalse(stamp.equals(ImageStamp.of(image)));
    }
}
