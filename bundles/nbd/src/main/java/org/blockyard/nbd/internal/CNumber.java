package org.blockyard.nbd.internal;

import java.math.BigInteger;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whole numbers as the C library reads them: decimal, {@code 0x} and hexadecimal, 0 and octal. */
final class CNumber {
    private static final Pattern FORM =
            Pattern.compile("\\s*([+-]?)(?:0[xX]([0-9a-fA-F]+)|(0[0-7]*)|([1-9][0-9]*))");

    private CNumber() {}

    /** The number; empty if the text is none, or one of more than 64 bits. */
    static OptionalLong of(String text) {
        var form = FORM.matcher(text);
        if (!form.matches()) {
            return OptionalLong.empty();
        }
        var digits = digits(form);
        var number = form.group(1).equals("-") ? digits.negate() : digits;
        return number.bitLength() < Long.SIZE
                ? OptionalLong.of(number.longValueExact())
                : OptionalLong.empty();
    }

    private static BigInteger digits(Matcher form) {
        if (form.group(2) != null) {
            return new BigInteger(form.group(2), 16);
        }
        return form.group(3) != null
                ? new BigInteger(form.group(3), 8)
                : new BigInteger(form.group(4));
    }
}
