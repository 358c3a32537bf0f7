package org.blockyard.format.qcow2.internal.data;

import org.blockyard.codec.Codec;
import org.blockyard.codec.Codecs;
import org.blockyard.format.qcow2.internal.layout.Header;

/** The ways of packing clusters, by their numbers in the header and their names in options. */
public enum Compression {
    /** Deflate. */
    ZLIB("zlib"),
    /** Zstandard. */
    ZSTD("zstd");

    /**
     * With deflate's whole window this packs tighter than the peer, which uses a window of 4 KiB,
     * packs at level 6, and takes more than twice the time.
     */
    private static final int DEFLATE_LEVEL = 3;

    private final String word;

    Compression(String word) {
        this.word = word;
    }

    /** The name in options. */
    public String word() {
        return word;
    }

    static Compression of(Header header) {
        return values()[header.compressionType()];
    }

    static Codec codec(Header header) {
        return switch (of(header)) {
            case ZLIB -> Codecs.rawDeflate(DEFLATE_LEVEL);
            case ZSTD -> Codecs.zstd(Codecs.ZSTD_DEFAULT_LEVEL);
        };
    }
}
