package org.blockyard.itest.fuzz.crash;

import java.util.ArrayList;
import java.util.List;

/**
 * A kind of image that is killed upon.
 *
 * @param options options of its creation; FILE stands for its name
 * @param compresses whether compressed clusters are written as well
 * @param snapshots whether snapshots are taken and deleted between, and killed as well
 * @param bitmap whether a bitmap records
 */
record CrashKind(String options, boolean compresses, boolean snapshots, boolean bitmap) {
    private static final List<String> SECRET = List.of("--object", "secret,id=s,data=word");
    private static final String LUKS =
            ",encrypt.format=luks,encrypt.key-secret=s,encrypt.iter-time=10";

    static final List<CrashKind> ALL =
            List.of(
                    new CrashKind("compat=1.1,cluster_size=65536", false, true, true),
                    new CrashKind("compat=1.1,cluster_size=4096", true, true, false),
                    new CrashKind("compat=0.10,cluster_size=65536", false, true, false),
                    new CrashKind("compat=0.10,cluster_size=512", false, true, false),
                    new CrashKind(
                            "compat=1.1,cluster_size=512,refcount_bits=1", false, false, true),
                    new CrashKind("compat=1.1,cluster_size=2097152", false, true, false),
                    new CrashKind(
                            "compat=1.1,cluster_size=65536,extended_l2=on", false, true, true),
                    new CrashKind(
                            "compat=1.1,cluster_size=16384,lazy_refcounts=on", false, true, false),
                    new CrashKind(
                            "compat=1.1,cluster_size=4096,lazy_refcounts=on", true, true, true),
                    new CrashKind(
                            "compat=1.1,cluster_size=4096,refcount_bits=64,compression_type=zstd",
                            true,
                            true,
                            false),
                    new CrashKind(
                            "compat=1.1,cluster_size=4096,data_file=FILE.data", false, false, true),
                    new CrashKind(
                            "compat=1.1,cluster_size=4096,data_file=FILE.data,data_file_raw=on",
                            false,
                            false,
                            false),
                    new CrashKind(
                            "compat=1.1,cluster_size=4096,backing_file=FILE.base,backing_fmt=raw",
                            true,
                            true,
                            false),
                    new CrashKind("compat=1.1,cluster_size=4096" + LUKS, false, true, true));

    boolean secret() {
        return options.contains("encrypt");
    }

    boolean lazy() {
        return options.contains("lazy_refcounts=on");
    }

    /** What every block holds at first. */
    byte beginning() {
        return (byte) (options.contains("backing_file") ? 0x55 : 0);
    }

    /** The words of {@code img create}. */
    List<String> creation(String image, long size) {
        var words = new ArrayList<>(List.of("create", "-q", "-f", "qcow2"));
        words.addAll(secret() ? SECRET : List.of());
        words.addAll(List.of("-o", options.replace("FILE", image), image, Long.toString(size)));
        return words;
    }

    /** A command of {@code img} or {@code io} with the image behind it, and what follows. */
    List<String> words(List<String> command, String image, String... after) {
        var words = new ArrayList<>(command);
        if (secret()) {
            words.addAll(SECRET);
            words.add("--image-opts");
            words.add("driver=qcow2,encrypt.key-secret=s,file.filename=" + image);
        } else {
            // 'snapshot' knows no -f
            words.addAll(command.contains("snapshot") ? List.of() : List.of("-f", "qcow2"));
            words.add(image);
        }
        words.addAll(List.of(after));
        return words;
    }
}
