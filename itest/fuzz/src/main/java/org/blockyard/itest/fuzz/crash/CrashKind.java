package org.blockyard.itest.fuzz.crash;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.blockyard.itest.formats.Formats;
import org.blockyard.itest.formats.ImageFormat;
import org.blockyard.itest.formats.Quality;
import org.blockyard.itest.formats.Variant;

/**
 * A kind of image that is killed upon.
 *
 * @param format its format
 * @param options options of its creation; FILE stands for its name
 * @param compresses whether compressed clusters are written as well
 * @param snapshots whether snapshots are taken and deleted between, and killed as well
 * @param bitmap whether a bitmap records
 */
record CrashKind(
        ImageFormat format, String options, boolean compresses, boolean snapshots, boolean bitmap) {
    private static final List<String> SECRET = List.of("--object", "secret,id=s,data=word");
    private static final ImageFormat QCOW2 = Formats.named("qcow2");
    private static final String LUKS =
            ",encrypt.format=luks,encrypt.key-secret=s,encrypt.iter-time=10";

    /** Whatever qcow2 images can have. */
    static final List<CrashKind> OF_QCOW2 =
            List.of(
                    qcow2("compat=1.1,cluster_size=65536", false, true, true),
                    qcow2("compat=1.1,cluster_size=4096", true, true, false),
                    qcow2("compat=0.10,cluster_size=65536", false, true, false),
                    qcow2("compat=0.10,cluster_size=512", false, true, false),
                    qcow2("compat=1.1,cluster_size=512,refcount_bits=1", false, false, true),
                    qcow2("compat=1.1,cluster_size=2097152", false, true, false),
                    qcow2("compat=1.1,cluster_size=65536,extended_l2=on", false, true, true),
                    qcow2("compat=1.1,cluster_size=16384,lazy_refcounts=on", false, true, false),
                    qcow2("compat=1.1,cluster_size=4096,lazy_refcounts=on", true, true, true),
                    qcow2(
                            "compat=1.1,cluster_size=4096,refcount_bits=64,compression_type=zstd",
                            true,
                            true,
                            false),
                    qcow2("compat=1.1,cluster_size=4096,data_file=FILE.data", false, false, true),
                    qcow2(
                            "compat=1.1,cluster_size=4096,data_file=FILE.data,data_file_raw=on",
                            false,
                            false,
                            false),
                    qcow2(
                            "compat=1.1,cluster_size=4096,backing_file=FILE.base,backing_fmt=raw",
                            true,
                            true,
                            false),
                    qcow2("compat=1.1,cluster_size=4096" + LUKS, false, true, true));

    private static CrashKind qcow2(
            String options, boolean compresses, boolean snapshots, boolean bitmap) {
        return new CrashKind(QCOW2, options, compresses, snapshots, bitmap);
    }

    /** The kinds of a format, in which nothing is done but writing. */
    static List<CrashKind> of(ImageFormat format) {
        return format.rewritable().stream()
                .filter(one -> !one.is(Quality.COMPRESSED) && !one.is(Quality.ROUNDED))
                .map(one -> new CrashKind(format, one.options(), false, false, false))
                .toList();
    }

    boolean secret() {
        return options.contains("key-secret");
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
        var words = new ArrayList<>(List.of("create", "-q", "-f", format.name()));
        words.addAll(secret() ? SECRET : List.of());
        words.addAll(options.isEmpty() ? List.of() : List.of("-o", options.replace("FILE", image)));
        words.addAll(List.of(image, Long.toString(size)));
        return words;
    }

    /** The words of {@code img convert} that make such an image of a raw one. */
    List<String> conversion(String raw, String image) {
        return new Variant(format.name(), options, Set.of(), List.of()).fromRaw(raw, image);
    }

    /** A command of {@code img} or {@code io} with the image behind it, and what follows. */
    List<String> words(List<String> command, String image, String... after) {
        var words = new ArrayList<>(command);
        if (secret()) {
            words.addAll(SECRET);
            words.add("--image-opts");
            var key = options.contains("encrypt.") ? "encrypt.key-secret" : "key-secret";
            words.add("driver=" + format + "," + key + "=s,file.filename=" + image);
        } else {
            // 'snapshot' knows no -f
            words.addAll(command.contains("snapshot") ? List.of() : List.of("-f", format.name()));
            words.add(image);
        }
        words.addAll(List.of(after));
        return words;
    }
}
