package org.blockyard.format.dmg;

import java.util.Optional;

/** How the bytes of a chunk are stored. */
enum ChunkKind {
    /** Not at all: it reads as zeroes. */
    ZERO,
    /** As they are. */
    RAW,
    /** By Apple Data Compression. */
    ADC,
    /** As a zlib stream. */
    ZLIB,
    /** As a bzip2 stream. */
    BZIP2,
    /** By LZFSE. */
    LZFSE,
    /** By LZMA, as an xz stream. */
    LZMA,
    /** In a way that is not known here. */
    UNKNOWN;

    private static final int COMMENT = 0x7FFF_FFFE;
    private static final int END = 0xFFFF_FFFF;

    /** The kind of that number; none for comments and ends. */
    static Optional<ChunkKind> of(int number) {
        return Optional.ofNullable(
                switch (number) {
                    case 0, 2 -> ZERO;
                    case 1 -> RAW;
                    case 0x8000_0004 -> ADC;
                    case 0x8000_0005 -> ZLIB;
                    case 0x8000_0006 -> BZIP2;
                    case 0x8000_0007 -> LZFSE;
                    case 0x8000_0008 -> LZMA;
                    case COMMENT, END -> null;
                    default -> UNKNOWN;
                });
    }

    boolean isPacked() {
        return this != ZERO && this != RAW && this != UNKNOWN;
    }
}
