package org.blockyard.format.kit;

import java.io.IOException;

/**
 * Bits in a table of an image that say which sectors of a block are there, the others being the
 * backing's. The first sector's is in the first byte, the lowest or the highest there, so that the
 * entries of the table have to be of the order that keeps them together: little-endian with the
 * lowest first, big-endian with the highest. Any thread.
 *
 * @param wordBits bits of an entry
 * @param highestFirst whether the first sector's bit is the highest
 * @param sectorsOfBit sectors of 512 bytes that one bit stands for
 * @param bits how many bits a block has
 */
public record SectorBits(int wordBits, boolean highestFirst, int sectorsOfBit, int bits) {
    /** Entries of the table for each block. */
    public int words() {
        return Math.ceilDiv(bits, wordBits);
    }

    /** What a block is whose bits begin with an entry; reads the table if need be. */
    public Place read(BlockTable table, long first, Place.Data data) throws IOException {
        var words = new long[words()];
        table.get(first, words);
        return place(words, data);
    }

    /** As {@link #read} if the bits are in memory; else {@link Place#UNKNOWN}. */
    public Place cached(BlockTable table, long first, Place.Data data) {
        var words = new long[words()];
        return table.cached(first, words) ? place(words, data) : Place.UNKNOWN;
    }

    private Place place(long[] words, Place.Data data) {
        for (int i = 0; i < words.length; i++) {
            long all = mask(0, Math.min(wordBits, bits - i * wordBits));
            if ((words[i] & all) != all) {
                return new Place.Partial(data, sector -> has(words, sector / sectorsOfBit));
            }
        }
        return data;
    }

    private boolean has(long[] words, int bit) {
        return (words[bit / wordBits] & mask(bit % wordBits, 1)) != 0;
    }

    /** Some bits of an entry, one after the other. */
    private long mask(int first, int count) {
        long lowest = -1L >>> Long.SIZE - count << first;
        return highestFirst ? Long.reverse(lowest) >>> Long.SIZE - wordBits : lowest;
    }

    /** Says that none of a block's sectors is there. */
    public void clear(BlockTable table, long first) throws IOException {
        for (int i = 0; i < words(); i++) {
            if (table.get(first + i) != 0) {
                table.set(first + i, 0);
            }
        }
    }

    /** Says that sectors of 512 bytes are there; they begin and end where bits do. */
    public void set(BlockTable table, long first, int firstSector, int count) throws IOException {
        int end = (firstSector + count) / sectorsOfBit;
        for (int bit = firstSector / sectorsOfBit; bit < end; ) {
            int word = bit / wordBits;
            int next = Math.min(end, (word + 1) * wordBits);
            long more = mask(bit % wordBits, next - bit);
            table.set(first + word, table.get(first + word) | more);
            bit = next;
        }
    }
}
