package org.blockyard.crypto.cipher;

import java.util.Locale;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/** How the blocks of a sector are chained. */
public enum CipherMode {
    /** Each block by itself. */
    ECB,
    /** Each block with the one before. */
    CBC,
    /** Each block with its number, by two keys. */
    XTS,
    /** The cipher of a counter is laid over the data. */
    CTR;

    /** The name in options and headers. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The one of that name. */
    public static CipherMode named(String word) throws BlockException {
        for (var mode : values()) {
            if (mode.word().equals(word)) {
                return mode;
            }
        }
        throw new BlockException(ErrorKind.UNSUPPORTED, "Cipher mode '" + word + "' not supported");
    }

    /** How many keys of the cipher it takes. */
    public int keys() {
        return this == XTS ? 2 : 1;
    }
}
