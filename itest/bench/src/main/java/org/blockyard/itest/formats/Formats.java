package org.blockyard.itest.formats;

import static org.blockyard.itest.formats.Quality.COMPRESSED;
import static org.blockyard.itest.formats.Reader.LIBQCOW;
import static org.blockyard.itest.formats.Reader.SEVEN_ZIP;
import static org.blockyard.itest.formats.Trait.BACKING;
import static org.blockyard.itest.formats.Trait.CHECKED;
import static org.blockyard.itest.formats.Trait.NOISE;
import static org.blockyard.itest.formats.Trait.REPAIRED;
import static org.blockyard.itest.formats.Trait.WRITABLE;
import static org.blockyard.itest.formats.Variant.made;

import java.util.List;
import java.util.Set;

/** All image formats that there are. */
public final class Formats {
    /** Each of them once. */
    public static final List<ImageFormat> ALL =
            List.of(
                    ImageFormat.of("raw", Set.of(WRITABLE), made("")),
                    ImageFormat.of(
                            "qcow2",
                            Set.of(WRITABLE, BACKING, CHECKED, REPAIRED),
                            made("").readBy(SEVEN_ZIP, LIBQCOW),
                            made("compat=0.10,cluster_size=4k").readBy(SEVEN_ZIP, LIBQCOW),
                            made("extended_l2=on,cluster_size=16k,refcount_bits=1"),
                            made("", COMPRESSED).readBy(SEVEN_ZIP, LIBQCOW),
                            made("compression_type=zstd,cluster_size=512k", COMPRESSED),
                            made("preallocation=metadata,lazy_refcounts=on").readBy(LIBQCOW),
                            made("encrypt.format=luks,encrypt.key-secret=s,encrypt.iter-time=10"),
                            made("encrypt.format=aes,encrypt.key-secret=s")),
                    ImageFormat.of(
                            "luks",
                            Set.of(WRITABLE, NOISE),
                            made("key-secret=s,iter-time=10"),
                            made("key-secret=s,iter-time=10,cipher-alg=serpent-128,hash-alg=sha1")),
                    ImageFormat.of(
                            "vdi",
                            Set.of(WRITABLE),
                            made("").readBy(SEVEN_ZIP),
                            made("static=on").readBy(SEVEN_ZIP)));

    private Formats() {}

    /** Those that are written. */
    public static List<ImageFormat> writable() {
        return ALL.stream().filter(format -> format.is(WRITABLE)).toList();
    }

    /**
     * The one of that name.
     *
     * @throws IllegalArgumentException naming all there are
     */
    public static ImageFormat named(String name) {
        return ALL.stream()
                .filter(format -> format.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("no format " + name + " in " + ALL));
    }
}
