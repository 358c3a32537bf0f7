package org.blockyard.img.internal;

import java.util.Optional;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.option.Sizes;

/** Numbers of the command line: with a suffix, and within limits. */
final class Numbers {
    private Numbers() {}

    /** A number of {@code what}; complaints name both limits, or the upper one, as scripts know. */
    static long parse(String what, String text, long least, long most) throws BlockException {
        long number = read(what, text);
        if (number < least || number > most) {
            throw wrong(
                    "Invalid "
                            + what
                            + " specified. Must be between "
                            + least
                            + " and "
                            + most
                            + ".");
        }
        return number;
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

    private static long read(String what, String text) throws BlockException {
        boolean negative = text.startsWith("-");
        try {
            long number = Sizes.parse(negative ? text.substring(1) : text);
            return negative ? -number : number;
        } catch (BlockException e) {
            throw wrong("Invalid " + what + " specified: '" + text + "'.");
        }
    }

    static BlockException wrong(String sentence) {
        return new BlockException(ErrorKind.INVALID_OPTION, sentence);
    }
}
