package org.blockyard.itest.fuzz.operations;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A kind of image.
 *
 * @param options options of its creation, comma-separated
 * @param clusterSize bytes of a cluster
 * @param size bytes of the disk
 * @param version 2 or 3
 * @param chain what is below it
 * @param backing bytes of what is below it
 */
record ImageKind(
        String options, int clusterSize, long size, int version, Chain chain, long backing) {
    private static final int SECTOR = 512;
    private static final List<String> SECRET = List.of("--object", "secret,id=s,data=word");
    private static final String LUKS =
            "encrypt.format=luks,encrypt.key-secret=s,encrypt.iter-time=10";
    private static final String AES = "encrypt.format=aes,encrypt.key-secret=s";

    /** What is below an image. */
    enum Chain {
        NONE,
        RAW,
        /** A qcow2 image over a raw one. */
        TWO
    }

    static ImageKind random(Random random) {
        int bits = random.nextInt(4) == 0 ? 9 + random.nextInt(13) : 12 + random.nextInt(5);
        boolean old = random.nextInt(5) == 0;
        boolean dataFile = !old && random.nextInt(6) == 0;
        boolean rawData = dataFile && random.nextBoolean();
        boolean secret = random.nextInt(8) == 0;
        var options = new ArrayList<String>();
        options.add("compat=" + (old ? "0.10" : "1.1"));
        options.add("cluster_size=" + (1 << bits));
        if (!old) {
            options.add("refcount_bits=" + (1 << random.nextInt(7)));
            options.add("lazy_refcounts=" + (random.nextInt(5) == 0 ? "on" : "off"));
            options.add("extended_l2=" + (bits >= 14 && random.nextInt(3) == 0 ? "on" : "off"));
            options.add("compression_type=" + (random.nextInt(3) == 0 ? "zstd" : "zlib"));
        }
        if (dataFile) {
            options.add("data_file=FILE.data,data_file_raw=" + (rawData ? "on" : "off"));
        }
        if (secret) {
            options.add(old || random.nextBoolean() ? AES : LUKS);
        }
        long size = length(random);
        var chain = rawData ? Chain.NONE : chain(random);
        return new ImageKind(
                String.join(",", options), 1 << bits, size, old ? 2 : 3, chain, length(random));
    }

    private static long length(Random random) {
        return (1L + random.nextInt(16 << 10)) * SECTOR;
    }

    private static Chain chain(Random random) {
        return switch (random.nextInt(8)) {
            case 0, 1 -> Chain.RAW;
            case 2 -> Chain.TWO;
            default -> Chain.NONE;
        };
    }

    boolean has(String option) {
        return options.contains(option);
    }

    boolean secret() {
        return has("encrypt");
    }

    boolean dataFile() {
        return has("data_file=");
    }

    /** Whether clusters may be written compressed. */
    boolean compresses() {
        return !dataFile() && !secret();
    }

    /** The options of {@code img create} for an image of that name. */
    List<String> creation(String name) {
        var words = new ArrayList<>(List.of("create", "-q", "-f", "qcow2"));
        words.addAll(secret() ? SECRET : List.of());
        words.addAll(List.of("-o", options.replace("FILE", name)));
        switch (chain) {
            case NONE -> {}
            case RAW -> words.addAll(List.of("-b", name + ".base", "-F", "raw"));
            case TWO -> words.addAll(List.of("-b", name + ".mid", "-F", "qcow2"));
        }
        words.addAll(List.of(name, Long.toString(size)));
        return words;
    }

    /** What names an image of that name to the tools, with the options that it takes to open it. */
    List<String> reference(String name) {
        if (!secret()) {
            return List.of("-f", "qcow2", name);
        }
        var words = new ArrayList<>(SECRET);
        words.add("--image-opts");
        words.add("driver=qcow2,encrypt.key-secret=s,file.filename=" + name);
        return words;
    }

    @Override
    public String toString() {
        return options + " size " + size + (chain == Chain.NONE ? "" : " over " + chain + backing);
    }
}
