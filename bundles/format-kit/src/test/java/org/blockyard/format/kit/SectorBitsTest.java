package org.blockyard.format.kit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Random;
import org.blockyard.driver.tck.MemoryChild;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bits of sectors lie in the file's bytes as formats say, whatever their table's entries. */
class SectorBitsTest {
    private static final int AT = 64;

    @ParameterizedTest
    @CsvSource({"64, false, 1, 2048", "64, false, 8, 256", "32, true, 1, 4096", "32, true, 1, 8"})
    void bitsLieByteByByte(int wordBits, boolean highestFirst, int sectorsOfBit, int count)
            throws IOException {
        var bits = new SectorBits(wordBits, highestFirst, sectorsOfBit, count);
        var format = highestFirst ? EntryFormat.BE32 : EntryFormat.LE64;
        var child = MemoryChild.of(new byte[AT + 2 * 512]);
        var table = BlockTable.of(new ImageFile(child), format, AT, 1024 / format.size());
        int first = bits.words();
        var data = new Place.Data(7);
        var model = new BitSet();
        var random = new Random(1);
        while (model.cardinality() < count) {
            int from = random.nextInt(count);
            int size = Math.min(count - from, 1 + random.nextInt(100));
            bits.set(table, first, from * sectorsOfBit, size * sectorsOfBit);
            model.set(from, from + size);
            var place = bits.read(table, first, data);
            assertEquals(model.cardinality() == count, place.equals(data));
            for (int sector = 0; sector < count * sectorsOfBit; sector++) {
                boolean there =
                        place instanceof Place.Partial partial
                                ? partial.sectors().has(sector)
                                : place.equals(data);
                assertEquals(model.get(sector / sectorsOfBit), there);
            }
        }
        bits.clear(table, first);
        bits.set(table, first, sectorsOfBit, 2 * sectorsOfBit);
        assertTrue(bits.cached(table, first, data) instanceof Place.Partial);
        var staged = table.pages().stage();
        staged.write();
        staged.done();
        var expected = new byte[AT + 2 * 512];
        expected[AT + first * format.size()] = (byte) (highestFirst ? 0b0110_0000 : 0b0000_0110);
        assertArrayEquals(expected, Arrays.copyOf(child.content(), expected.length));
    }
}
