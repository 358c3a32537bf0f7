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
            case ZLIB -> Codecs.rawDeflate(Codecs.DEFLATE_DEFAULT_LEVEL);
            case ZSTD -> Codecs.zstd(Codecs.ZSTD_DEFAULT_LEVEL);
        };
    }
}
