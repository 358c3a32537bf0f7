package org.blockyard.itest.fuzz;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * A sound image, and where its metadata lie, so that damage hits what matters.
 *
 * @param name what is particular about it
 * @param bytes the image
 * @param tables where clusters of metadata begin
 */
record Specimen(String name, byte[] bytes, List<Integer> tables) {
    private static final long OFFSET_MASK = 0x00ff_ffff_ffff_fe00L;
    private static final int HEADER_END = 512;
    private static final long[] EDGES = {
        0,
        1,
        -1,
        2,
        511,
        512,
        513,
        65536,
        1L << 31,
        1L << 32,
        1L << 48,
        1L << 55,
        1L << 56,
        1L << 62,
        Long.MIN_VALUE,
        Long.MAX_VALUE
    };

    /** One of each kind, made by our own tools. */
    static List<Specimen> all(Path folder) throws IOException {
        var all = new ArrayList<Specimen>();
        for (var options :
                List.of(
                        "compat=1.1,cluster_size=4096",
                        "compat=1.1,cluster_size=512,refcount_bits=1",
                        "compat=0.10,cluster_size=4096",
                        "compat=1.1,cluster_size=65536,refcount_bits=64,lazy_refcounts=on",
                        "compat=1.1,cluster_size=16384,extended_l2=on",
                        "compat=1.1,cluster_size=4096,compression_type=zstd",
                        "compat=1.1,cluster_size=4096,data_file=DATA",
                        "compat=1.1,cluster_size=4096,encrypt.format=luks,encrypt.key-secret=s,encrypt.iter-time=10")) {
            var image = folder.resolve("image" + all.size());
            make(image.toString(), options.replace("DATA", image + ".data"));
            all.add(of(options, Files.readAllBytes(image)));
        }
        return all;
    }

    private static void make(String image, String options) {
        var create = new ArrayList<>(List.of("create", "-q", "-f", "qcow2"));
        create.addAll(List.of("--object", "secret,id=s,data=word", "-o", options, image, "6M"));
        if (Run.ours("img", create).status() != 0) {
            // an option that this version lacks: a plain image stands in
            Run.ours("img", List.of("create", "-q", "-f", "qcow2", image, "6M"));
        }
        var words = new ArrayList<>(List.of("-f", "qcow2"));
        for (var line :
                List.of(
                        "write -P 1 0 100000",
                        "write -P 2 2M 50000",
                        "write -z 1M 64k",
                        "write -c 4M 64k",
                        "write -c 3M 64k")) {
            words.addAll(List.of("-c", line));
        }
        words.add(image);
        Run.ours("io", words);
        Run.ours("img", List.of("snapshot", "-c", "snap", image));
        Run.ours("img", List.of("bitmap", "--add", "-g", "64k", image, "map"));
        Run.ours("io", List.of("-f", "qcow2", "-c", "write -P 3 1000000 9000", image));
        Run.ours("img", List.of("snapshot", "-c", "other", image));
    }

    private static Specimen of(String name, byte[] bytes) {
        var tables = new ArrayList<Integer>();
        var header = ByteBuffer.wrap(bytes);
        add(tables, bytes, header.getLong(40));
        add(tables, bytes, header.getLong(48));
        add(tables, bytes, header.getLong(64));
        for (var first : List.copyOf(tables)) {
            for (int i = 0; i < 24 && first + 8 * i + 8 <= bytes.length; i++) {
                add(tables, bytes, header.getLong(first + 8 * i) & OFFSET_MASK);
            }
        }
        // the bitmaps' directory is told of by a header extension
        for (int at = 104; at < HEADER_END - 24; at += 8) {
            if (header.getInt(at) == 0x23852875) {
                add(tables, bytes, header.getLong(at + 24));
            }
        }
        return new Specimen(name, bytes, List.copyOf(tables));
    }

    private static void add(List<Integer> tables, byte[] bytes, long offset) {
        if (offset > 0 && offset < bytes.length - 8 && !tables.contains((int) offset)) {
            tables.add((int) offset);
        }
    }

    /** A copy with a few bytes or fields changed, or cut short. */
    byte[] damaged(Random random) {
        var copy = bytes.clone();
        for (int i = 1 + random.nextInt(6); i > 0; i--) {
            damage(copy, random);
        }
        return switch (random.nextInt(12)) {
            case 0 -> Arrays.copyOf(copy, random.nextInt(copy.length));
            case 1 -> Arrays.copyOf(copy, copy.length + random.nextInt(1 << 20));
            default -> copy;
        };
    }

    private void damage(byte[] copy, Random random) {
        int at = place(copy, random);
        var buffer = ByteBuffer.wrap(copy);
        switch (random.nextInt(7)) {
            case 0 -> copy[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> copy[at] = (byte) random.nextInt(256);
            case 2 -> buffer.putLong(at & ~7, EDGES[random.nextInt(EDGES.length)]);
            case 3 -> buffer.putInt(at & ~3, (int) EDGES[random.nextInt(EDGES.length)]);
            case 4 -> buffer.putLong(at & ~7, buffer.getLong(at & ~7) + random.nextInt(3) - 1);
            case 5 -> {
                // another structure's place, with or without the flags of an entry
                long other = tables.get(random.nextInt(tables.size()));
                buffer.putLong(at & ~7, other | (random.nextBoolean() ? 1L << 63 : 0));
            }
            default -> {
                int from = place(copy, random) & ~7;
                buffer.putLong(at & ~7, buffer.getLong(from));
            }
        }
    }

    private int place(byte[] copy, Random random) {
        int at =
                switch (random.nextInt(8)) {
                    case 0, 1 -> random.nextInt(112);
                    case 2 -> random.nextInt(HEADER_END);
                    case 3 -> random.nextInt(copy.length);
                    default ->
                            tables.get(random.nextInt(tables.size()))
                                    + random.nextInt(random.nextBoolean() ? 64 : 512);
                };
        return Math.clamp(at, 0, copy.length - 8);
    }
}
