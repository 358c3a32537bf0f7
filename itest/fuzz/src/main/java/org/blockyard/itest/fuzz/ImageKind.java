package org.blockyard.itest.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * A kind of image.
 *
 * @param options options of its creation, comma-separated
 * @param clusterSize bytes of a cluster
 * @param size bytes of the disk
 * @param version 2 or 3
 * @param backing bytes of a backing file, or -1 if it has none
 * @param dataFile whether the data are in a file of their own
 * @param secret whether it is encrypted
 */
record ImageKind(
        String options,
        int clusterSize,
        long size,
        int version,
        long backing,
        boolean dataFile,
        boolean secret) {
    private static final int SECTOR = 512;

    static ImageKind random(Random random, Set<String> features) {
        int bits = random.nextInt(5) == 0 ? 9 + random.nextInt(10) : 12 + random.nextInt(5);
        boolean old = random.nextInt(5) == 0;
        boolean dataFile = !old && random.nextInt(8) == 0 && features.contains(Features.DATA_FILE);
        boolean secret = !dataFile && random.nextInt(12) == 0 && features.contains(Features.LUKS);
        var options = new ArrayList<String>();
        options.add("compat=" + (old ? "0.10" : "1.1"));
        if (!old) {
            boolean subclusters =
                    bits >= 14 && random.nextInt(4) == 0 && features.contains(Features.SUBCLUSTERS);
            options.add("refcount_bits=" + (1 << random.nextInt(7)));
            options.add("lazy_refcounts=" + (random.nextInt(5) == 0 ? "on" : "off"));
            options.add("extended_l2=" + (subclusters ? "on" : "off"));
            options.add("compression_type=" + (random.nextInt(3) == 0 ? "zstd" : "zlib"));
        }
        options.add("cluster_size=" + (1 << bits));
        if (dataFile) {
            options.add(Features.DATA_FILE);
            options.add("data_file_raw=" + (random.nextBoolean() ? "on" : "off"));
        }
        if (secret) {
            options.add(Features.LUKS);
        }
        boolean raw = options.contains("data_file_raw=on");
        long size = (1L + random.nextInt(16 << 10)) * SECTOR;
        long backing =
                raw || random.nextInt(4) != 0 ? -1 : (1L + random.nextInt(16 << 10)) * SECTOR;
        return new ImageKind(
                String.join(",", options), 1 << bits, size, old ? 2 : 3, backing, dataFile, secret);
    }

    /** The options of {@code img create} for an image of that name. */
    List<String> creation(String name) {
        var words = new ArrayList<>(List.of("create", "-q", "-f", "qcow2"));
        if (secret) {
            words.addAll(List.of("--object", "secret,id=s,data=word"));
        }
        words.addAll(List.of("-o", options.replace("FILE", name)));
        if (backing >= 0) {
            words.addAll(List.of("-b", name + ".base", "-F", "raw"));
        }
        words.addAll(List.of(name, Long.toString(size)));
        return words;
    }

    /** What names an image of that name to the tools, with the options that it takes to open it. */
    List<String> reference(String name) {
        return secret
                ? List.of(
                        "--object",
                        "secret,id=s,data=word",
                        "--image-opts",
                        "driver=qcow2,encrypt.key-secret=s,file.filename=" + name)
                : List.of("-f", "qcow2", name);
    }

    @Override
    public String toString() {
        return options + " size " + size + (backing >= 0 ? " over " + backing : "");
    }
}
