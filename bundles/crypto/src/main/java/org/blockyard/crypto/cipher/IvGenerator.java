package org.blockyard.crypto.cipher;

import java.util.Locale;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/** How a sector's initialisation vector comes from its number. */
public enum IvGenerator {
    /** The number's lower 32 bits, little-endian. */
    PLAIN,
    /** The number's 64 bits, little-endian. */
    PLAIN64,
    /** The number's 64 bits, encrypted with a hash of the key. */
    ESSIV;

    /** The name in options and headers. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The one of that name. */
    public static IvGenerator named(String word) throws BlockException {
        for (var generator : values()) {
            if (generator.word().equals(word)) {
                return generator;
            }
        }
        throw new BlockException(
                ErrorKind.UNSUPPORTED, "IV generator '" + word + "' not supported");
    }
}
