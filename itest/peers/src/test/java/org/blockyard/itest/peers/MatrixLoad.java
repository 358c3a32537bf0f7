package org.blockyard.itest.peers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

/** What is written to an image of the matrix, and what it must read as then. */
final class MatrixLoad {
    private static final int MIB = 1 << 20;
    private static final int SIZE = 5 * MIB;
    static final int GRANULARITY = 64 << 10;

    private final MatrixImage image;
    private final Random random;
    private final byte[] content = new byte[SIZE];
    private final TreeSet<Integer> dirty = new TreeSet<>();
    private int pattern;

    MatrixLoad(MatrixImage image, byte[] below, long seed) {
        this.image = image;
        this.random = new Random(seed);
        System.arraycopy(below, 0, content, 0, below.length);
    }

    /** What the image must read as. */
    byte[] content() {
        return content.clone();
    }

    /** The pieces that a bitmap over all writes must tell of. */
    TreeSet<Integer> dirty() {
        return new TreeSet<>(dirty);
    }

    /** The exerciser's commands for some more changes. */
    List<String> more() {
        var commands = new ArrayList<String>();
        for (int i = 0; i < 3; i++) {
            int offset = random.nextInt(SIZE / 512 - 400) * 512;
            int length = (1 + random.nextInt(300)) * 512;
            add(commands, "write -P " + ++pattern, offset, length, (byte) pattern);
        }
        int offset = random.nextInt(SIZE / 4096 - 100) * 4096;
        add(commands, random.nextBoolean() ? "write -z" : "write -zu", offset, 48 << 12, (byte) 0);
        boolean discards = !image.is("compat", "0.10") || !image.has("backing");
        if (image.has("compressed") && discards) {
            // whole clusters of any size; what is compressed goes to clusters that hold nothing yet
            add(commands, "discard", 2 * MIB, 2 * MIB, (byte) 0);
            add(commands, "write -c -P " + ++pattern, 2 * MIB, 2 * MIB, (byte) pattern);
        }
        if (!image.has("backing") && random.nextBoolean()) {
            add(commands, "discard", 0, 2 * MIB, (byte) 0);
        }
        return commands;
    }

    private void add(List<String> commands, String what, int offset, int length, byte value) {
        commands.addAll(List.of("-c", what + " " + offset + " " + length));
        Arrays.fill(content, offset, offset + length, value);
        for (int i = offset / GRANULARITY; i <= (offset + length - 1) / GRANULARITY; i++) {
            dirty.add(i);
        }
    }
}
