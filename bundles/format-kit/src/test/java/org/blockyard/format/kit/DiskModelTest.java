package org.blockyard.format.kit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.blockyard.driver.Child;
import org.blockyard.driver.tck.MemoryChild;
import org.blockyard.io.Extent;
import org.blockyard.io.RequestFlags;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever is done to a disk, it reads as an array of bytes to which the same is done. */
class DiskModelTest {
    private static final int LENGTH = 300_032;

    private final Random random = new Random(20261121);

    @ParameterizedTest
    @CsvSource({
        "512, false, false, false",
        "512, false, true, false",
        "1536, false, true, false",
        "4096, false, false, false",
        "65536, false, true, false",
        "65536, true, false, false",
        "65536, true, true, false",
        "1048576, false, true, false",
        "4096, false, true, true",
        "65536, false, false, true"
    })
    void diskReadsAsTheModel(int blockSize, boolean prefixed, boolean backed, boolean encrypted)
            throws IOException {
        var model = new byte[LENGTH];
        Optional<Child> backing = Optional.empty();
        if (backed) {
            var below = new byte[LENGTH / 2];
            random.nextBytes(below);
            System.arraycopy(below, 0, model, 0, below.length);
            backing = Optional.of(MemoryChild.of(below));
        }
        Optional<DataCipher> cipher = encrypted ? Optional.of(new ToyCipher()) : Optional.empty();
        int grain = encrypted ? 512 : 1;
        var file = MemoryChild.of(ToyMap.image(LENGTH, blockSize));
        for (int session = 0; session < 4; session++) {
            var map = new ToyMap(new ImageFile(file), LENGTH, blockSize, prefixed);
            var disk = new ToyDisk(map, backing, cipher);
            for (int i = 0; i < 250; i++) {
                step(disk, model, grain, blockSize);
            }
            assertArrayEquals(model, disk.all());
            disk.close();
        }
    }

    private void step(ToyDisk disk, byte[] model, int grain, int blockSize) throws IOException {
        boolean whole = random.nextInt(3) == 0;
        int unit = whole && blockSize < LENGTH ? Math.max(grain, blockSize) : grain;
        int from = random.nextInt(LENGTH / unit) * unit;
        int most = 1 << (4 + random.nextInt(14));
        int to = Math.min(LENGTH, from + Math.max(1, random.nextInt(most) / unit) * unit);
        var bytes = new byte[to - from];
        switch (random.nextInt(8)) {
            case 0, 1 -> {
                random.nextBytes(bytes);
                disk.write(from, ByteBuffer.wrap(bytes), RequestFlags.NONE);
                System.arraycopy(bytes, 0, model, from, bytes.length);
            }
            case 2, 3 -> {
                random.nextBytes(bytes);
                if (disk.tryWrite(from, ByteBuffer.wrap(bytes), RequestFlags.NONE)) {
                    System.arraycopy(bytes, 0, model, from, bytes.length);
                }
            }
            case 4 -> {
                var flags =
                        random.nextBoolean() ? RequestFlags.MAY_UNMAP : RequestFlags.NO_FALLBACK;
                if (disk.writeZeroes(from, to - from, flags)) {
                    Arrays.fill(model, from, to, (byte) 0);
                }
            }
            case 5 -> {
                disk.discard(from, to - from);
                disk.read(from, ByteBuffer.wrap(model, from, to - from));
            }
            case 6 -> {
                disk.read(from, ByteBuffer.wrap(bytes));
                assertArrayEquals(Arrays.copyOfRange(model, from, to), bytes);
                if (disk.tryRead(from, ByteBuffer.wrap(bytes))) {
                    assertArrayEquals(Arrays.copyOfRange(model, from, to), bytes);
                }
            }
            default -> {
                disk.flush();
                statusIsTrue(disk, model, from, to - from);
            }
        }
    }

    private static void statusIsTrue(ToyDisk disk, byte[] model, int from, int length)
            throws IOException {
        var extent = disk.status(from, length);
        assertTrue(extent.length() >= 1 && extent.length() <= length);
        if (extent.kind() == Extent.Kind.ZERO) {
            for (int i = 0; i < extent.length(); i++) {
                assertEquals(0, model[from + i]);
            }
        }
        var quick = disk.tryStatus(from, length);
        if (quick.isPresent()) {
            assertEquals(extent.kind(), quick.get().kind());
            assertEquals(extent.location(), quick.get().location());
        }
    }
}
