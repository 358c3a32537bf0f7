package org.blockyard.itest.formats;

import static org.blockyard.itest.formats.Quality.COMPRESSED;
import static org.blockyard.itest.formats.Quality.FROZEN;
import static org.blockyard.itest.formats.Quality.OURS_ALONE;
import static org.blockyard.itest.formats.Quality.ROUNDED;
import static org.blockyard.itest.formats.Reader.LIBQCOW;
import static org.blockyard.itest.formats.Reader.LIBVHDI;
import static org.blockyard.itest.formats.Reader.LIBVMDK;
import static org.blockyard.itest.formats.Reader.SEVEN_ZIP;
import static org.blockyard.itest.formats.Trait.BACKING;
import static org.blockyard.itest.formats.Trait.CHECKED;
import static org.blockyard.itest.formats.Trait.MARKED;
import static org.blockyard.itest.formats.Trait.NOISE;
import static org.blockyard.itest.formats.Trait.OWN_BACKING;
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
                            "qcow",
                            Set.of(WRITABLE, BACKING),
                            made("").readBy(SEVEN_ZIP, LIBQCOW),
                            made("", COMPRESSED, OURS_ALONE).readBy(LIBQCOW),
                            made("encrypt.format=aes,encrypt.key-secret=s")),
                    ImageFormat.of(
                            "qed",
                            Set.of(WRITABLE, BACKING, CHECKED),
                            made(""),
                            made("cluster_size=4k,table_size=2"),
                            made("cluster_size=1M,table_size=16")),
                    ImageFormat.of(
                            "vdi",
                            Set.of(WRITABLE, CHECKED),
                            made("").readBy(SEVEN_ZIP),
                            made("static=on").readBy(SEVEN_ZIP)),
                    ImageFormat.of(
                            "parallels",
                            Set.of(WRITABLE, CHECKED, REPAIRED, MARKED),
                            made(""),
                            made("cluster_size=64k")),
                    ImageFormat.of(
                            "vpc",
                            Set.of(WRITABLE, OWN_BACKING),
                            made("force_size=on").readBy(SEVEN_ZIP, LIBVHDI),
                            made("subformat=fixed,force_size=on").readBy(SEVEN_ZIP, LIBVHDI),
                            made("", ROUNDED).readBy(SEVEN_ZIP, LIBVHDI),
                            made("subformat=fixed", ROUNDED).readBy(LIBVHDI)),
                    // 7-Zip reads it too, but not of any length
                    ImageFormat.of(
                            "vhdx",
                            Set.of(WRITABLE, OWN_BACKING, CHECKED, MARKED),
                            made("block_size=1M").readBy(LIBVHDI),
                            made("").readBy(LIBVHDI),
                            made("subformat=fixed,block_size=1M").readBy(LIBVHDI),
                            made("log_size=2M,block_size=2M,block_state_zero=off").readBy(LIBVHDI)),
                    // 7-Zip knows a descriptor by the end of its name alone
                    ImageFormat.of(
                            "vmdk",
                            Set.of(WRITABLE, OWN_BACKING, CHECKED),
                            made("").readBy(SEVEN_ZIP, LIBVMDK),
                            made("zeroed_grain=on,adapter_type=lsilogic").readBy(LIBVMDK),
                            made("subformat=monolithicFlat"),
                            made("subformat=twoGbMaxExtentSparse").readBy(LIBVMDK),
                            made("subformat=twoGbMaxExtentFlat"),
                            made("subformat=streamOptimized", FROZEN).readBy(LIBVMDK)),
                    ImageFormat.of("bochs", Set.of()),
                    ImageFormat.of("cloop", Set.of()),
                    ImageFormat.of("dmg", Set.of()));

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
