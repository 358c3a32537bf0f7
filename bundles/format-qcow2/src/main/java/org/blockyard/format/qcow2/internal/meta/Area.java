package org.blockyard.format.qcow2.internal.meta;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The kinds of metadata from which writes are kept; their names are those of the options. */
public enum Area {
    /** The header. */
    MAIN_HEADER("qcow2_header"),
    /** The disk's L1 table. */
    ACTIVE_L1("active L1 table"),
    /** An L2 table of the disk. */
    ACTIVE_L2("active L2 table"),
    /** A refcount block. */
    REFCOUNT_BLOCK("refcount block"),
    /** The refcount table. */
    REFCOUNT_TABLE("refcount table"),
    /** The snapshot table. */
    SNAPSHOT_TABLE("snapshot table"),
    /** A snapshot's L1 table. */
    INACTIVE_L1("inactive L1 table"),
    /** An L2 table that a snapshot names. */
    INACTIVE_L2("inactive L2 table"),
    /** What holds dirty bitmaps. */
    BITMAP_DIRECTORY("bitmap directory");

    private final String words;

    Area(String words) {
        this.words = words;
    }

    /** What people call it. */
    public String words() {
        return words;
    }

    /** Its name in options. */
    public String option() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The areas that a template names. */
    public static Optional<Set<Area>> template(String name) {
        return Optional.ofNullable(
                switch (name) {
                    case "none" -> EnumSet.noneOf(Area.class);
                    case "constant" ->
                            EnumSet.of(
                                    MAIN_HEADER,
                                    ACTIVE_L1,
                                    REFCOUNT_TABLE,
                                    SNAPSHOT_TABLE,
                                    BITMAP_DIRECTORY);
                    case "cached" -> EnumSet.complementOf(EnumSet.of(INACTIVE_L2));
                    case "all" -> EnumSet.allOf(Area.class);
                    default -> null;
                });
    }
}
