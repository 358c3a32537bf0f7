package org.blockyard.img.internal;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.option.Sizes;

/** Numbers of the command line: with a suffix, and within limits. */
final class Numbers {
    private static final Pattern NUMBER =
            Pattern.compile("[+-]?(0x[0-9a-f]+|[0-9]+[bkmgtpe]?)", Pattern.CASE_INSENSITIVE);

    private Numbers() {}

    /** A number of {@code what}; complaints name both limits, or the upper one, as scripts know. */
    static long parse(String what, String text, long least, long most) throws BlockException {
        var number = read(what, text);
        if (number.isEmpty() || number.getAsLong() < least || number.getAsLong() > most) {
            throw wrong(
                    "Invalid "
                            + what
                            + " specified. Must be between "
                            + least
                            + " and "
                            + most
                            + ".");
        }
        return number.getAsLong();
    }

    /** As {@link #parse}, with a value for what was not given. */
    static long parse(String what, Optional<String> text, long otherwise, long least, long most)
            throws BlockException {
        return text.isEmpty() ? otherwise : parse(what, text.get(), least, most);
    }

    /** Any size. */
    static long size(String what, String text) throws BlockException {
        return parse(what, text, 0, Long.MAX_VALUE);
    }

    /** A rate of bytes a second; 0 is none. */
    static long rate(Optional<String> text) throws BlockException {
        return parse("rate limit", text, 0, 0, Long.MAX_VALUE);
    }

    /** The number, or nothing if it is one but too large. */
    private static OptionalLong read(String what, String text) throws BlockException {
        // as C reads numbers: blanks may stand before, then a sign
        var stripped = text.stripLeading();
        boolean negative = stripped.startsWith("-");
        boolean signed = negative || stripped.startsWith("+");
        try {
            long number = Sizes.parse(signed ? stripped.substring(1) : stripped);
            return OptionalLong.of(negative ? -number : number);
        } catch (BlockException e) {
            if (NUMBER.matcher(stripped).matches()) {
                return OptionalLong.empty();
            }
            throw wrong("Invalid " + what + " specified: '" + text + "'.");
        }
    }

    /**
     * A share as C's {@code %.2f} prints it. Java's formatter rounds ties another way, and its
     * first use costs more processor time than a check of a small image.
     *
     * @param whole more than 0
     */
    static String percent(long part, long whole) {
        return new BigDecimal(part * 100.0 / whole)
                .setScale(2, RoundingMode.HALF_EVEN)
                .toPlainString();
    }

    static BlockException wrong(String sentence) {
        return new BlockException(ErrorKind.INVALID_OPTION, sentence);
    }
}
