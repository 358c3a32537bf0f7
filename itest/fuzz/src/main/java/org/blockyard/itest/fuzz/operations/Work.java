package org.blockyard.itest.fuzz.operations;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;

/** Makes commands of {@code io} by chance, for a disk of some size. */
final class Work {
    private final Random random;
    private final ImageKind kind;
    private final BitSet touched = new BitSet();
    private long size;
    private long count;
    private boolean wholeDiscards;

    Work(Random random, ImageKind kind) {
        this.random = random;
        this.kind = kind;
        this.size = kind.size();
    }

    long count() {
        return count;
    }

    /** The disk's length. */
    long size() {
        return size;
    }

    void resized(long newSize) {
        size = newSize;
        everythingMayBeShared();
    }

    /**
     * From here on discards go by whole clusters or by any bytes: where a part of a cluster is left
     * alone, the peer's bitmaps say that it changed and ours that it did not.
     */
    void discardWhole(boolean whole) {
        wholeDiscards = whole;
    }

    /** What is allocated is not known any more: nothing is written compressed from here on. */
    void everythingMayBeShared() {
        touched.set(0, 1 << 16);
    }

    List<String> batch(int number) {
        var commands = new ArrayList<String>();
        var last = new ArrayList<String>();
        for (int i = 0; i < number; i++) {
            var command = command(random.nextInt(20));
            // QEMU 7.2 corrupts the image if it discards after a compressed write: so those come
            // last
            (command.startsWith("write -c") ? last : commands).add(command);
        }
        commands.addAll(last);
        count += number;
        return commands;
    }

    /** Plain writes only. */
    List<String> writes(int number) {
        var commands = new ArrayList<String>();
        for (int i = 0; i < number; i++) {
            commands.add(command(0));
        }
        count += number;
        return commands;
    }

    private String command(int dice) {
        boolean bytes = random.nextInt(4) == 0;
        long unit = bytes ? 1 : random.nextInt(3) == 0 ? kind.clusterSize() : 512;
        long offset = random.nextLong(size) / unit * unit;
        long most = Math.min(size - offset, 1L << (9 + random.nextInt(10)));
        long length = Math.max(1, random.nextLong(most) + 1);
        length = length < unit ? length : length / unit * unit;
        int pattern = 1 + random.nextInt(255);
        if (dice == 19 && kind.compresses()) {
            var compressed = compressed(pattern);
            if (!compressed.isEmpty()) {
                return compressed;
            }
        }
        if (dice < 18) {
            touch(offset, length);
        }
        var range = " " + offset + " " + length;
        return switch (dice) {
            case 0, 1, 2, 3, 4, 5, 6 -> "write -P " + pattern + range;
            case 7 -> "write -f -P " + pattern + range;
            case 8 -> "writev -P " + pattern + range + (offset + length < size ? " 1" : "");
            case 9, 10 -> "write -z" + range;
            case 11, 12 -> "write -zu" + range;
            case 13, 14, 15 -> "discard" + (wholeDiscards ? whole(offset, length) : range);
            case 16 -> "flush";
            case 17 -> "reopen -w";
            default -> "read -P 0" + range;
        };
    }

    /** The whole clusters that a range touches. */
    private String whole(long offset, long length) {
        long first = offset / kind.clusterSize() * kind.clusterSize();
        long end = Math.ceilDiv(offset + length, kind.clusterSize()) * (long) kind.clusterSize();
        touch(first, end - first);
        return " " + first + " " + (Math.min(end, size) - first);
    }

    private void touch(long offset, long length) {
        touched.set(
                (int) (offset / kind.clusterSize()),
                (int) ((offset + length) / kind.clusterSize()) + 1);
    }

    /** A cluster that was never written is written compressed; empty if there is none. */
    private String compressed(int pattern) {
        int whole = (int) (size / kind.clusterSize());
        int cluster = whole == 0 ? 0 : touched.nextClearBit(random.nextInt(whole));
        if (cluster >= whole) {
            return "";
        }
        touched.set(cluster);
        return "write -c -P "
                + pattern
                + " "
                + (long) cluster * kind.clusterSize()
                + " "
                + kind.clusterSize();
    }
}
