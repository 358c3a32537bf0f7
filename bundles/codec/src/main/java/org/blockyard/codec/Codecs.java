package org.blockyard.codec;

/** The codecs there are. Each call makes one of its own, to be closed by its user. */
public final class Codecs {
    /** Deflate's middle way between speed and size. */
    public static final int DEFLATE_DEFAULT_LEVEL = 6;

    /** Zstandard's own default. */
    public static final int ZSTD_DEFAULT_LEVEL = 3;

    private Codecs() {}

    /**
     * Deflate (RFC 1951) without a header or checksum, at a level from 1 to 9. Any window size is
     * understood.
     */
    public static Codec rawDeflate(int level) {
        return new QuickDeflateCodec(level, true);
    }

    /** Deflate in zlib's wrapping (RFC 1950), at a level from 1 to 9. */
    public static Codec zlib(int level) {
        return new QuickDeflateCodec(level, false);
    }

    /**
     * Zstandard frames (RFC 8878), at a level from 1 to 22. Its native library is loaded on first
     * use.
     */
    public static Codec zstd(int level) {
        return new ZstdCodec(level);
    }

    /** Bzip2 streams, one or several behind each other. */
    public static Decoder bzip2() {
        return new Bzip2Decoder();
    }

    /** A stream in the .xz format, of LZMA2 without other filters. */
    public static Decoder xz() {
        return new XzDecoder();
    }

    /** LZFSE, with the LZVN blocks that it may hold. */
    public static Decoder lzfse() {
        return new LzfseDecoder();
    }

    /** Apple Data Compression, as disk images have it. */
    public static Decoder adc() {
        return new AdcDecoder();
    }
}
