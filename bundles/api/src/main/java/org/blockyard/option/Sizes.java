package org.blockyard.option;

import java.util.OptionalLong;
import org.blockyard.io.BlockException;

/**
 * Sizes in text: a number, decimals allowed, with one of the suffixes b, k, K, M, G, T, P, E
 * (powers of 1024; either case).
 */
public final class Sizes {
    private static final String SUFFIXES = "BKMGTPE";

    private Sizes() {}

    /**
     * The bytes that a text means, such as {@code 1.5G}, {@code 0x200} or {@code 512}.
     *
     * @throws BlockException of kind {@code INVALID_OPTION} if it is no size or does not fit 63
     *     bits
     */
    public static long parse(String text) throws BlockException {
        if (isHex(text)) {
            return number(text).orElseThrow(() -> noSize(text));
        }
        int whole = digits(text, 0);
        int end =
                whole < text.length() && text.charAt(whole) == '.'
                        ? digits(text, whole + 1)
                        : whole;
        boolean noDigits = whole == 0 && end <= 1;
        if (noDigits || text.length() - end > 1) {
            throw noSize(text);
        }
        int power =
                end == text.length()
                        ? 0
                        : SUFFIXES.indexOf(Character.toUpperCase(text.charAt(end)));
        if (power < 0 || power == 0 && end > whole + 1) {
            throw noSize(text);
        }
        return scaled(text, whole, end, power);
    }

    private static long scaled(String text, int whole, int end, int power) throws BlockException {
        long unit = 1L << 10 * power;
        try {
            long bytes =
                    whole == 0 ? 0 : Math.multiplyExact(Long.parseLong(text, 0, whole, 10), unit);
            if (end > whole + 1) {
                double fraction = Double.parseDouble("0" + text.substring(whole, end));
                bytes = Math.addExact(bytes, (long) (fraction * unit + 0.5));
            }
            return bytes;
        } catch (ArithmeticException | NumberFormatException e) {
            throw Complaint.of("'" + text + "' is too large for a size");
        }
    }

    private static BlockException noSize(String text) {
        return Complaint.of("'" + text + "' is not a size such as 512, 64K or 1.5G");
    }

    /** Where the digits that begin at {@code from} end. */
    private static int digits(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at;
    }

    private static boolean isHex(String text) {
        return text.length() > 2 && text.charAt(0) == '0' && (text.charAt(1) | 0x20) == 'x';
    }

    /** A plain whole number, decimal or after {@code 0x} in base 16, if the text is one. */
    static OptionalLong number(String text) {
        try {
            if (!isHex(text)) {
                return OptionalLong.of(Long.parseLong(text));
            }
            // a second sign would pass otherwise
            return Character.digit(text.charAt(2), 16) < 0
                    ? OptionalLong.empty()
                    : OptionalLong.of(Long.parseLong(text, 2, text.length(), 16));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    /** A size for people: {@code 64 KiB}, {@code 1.5 GiB}; three significant digits. */
    public static String human(long bytes) {
        if (bytes < 1000) {
            return bytes + " B";
        }
        // the next unit already from 1000 on, so that no number has four digits
        int power = 0;
        long unit = 1;
        while (power < SUFFIXES.length() - 1 && bytes / unit >= 1000) {
            power++;
            unit <<= 10;
        }
        return threeDigits(bytes, 10 * power) + " " + SUFFIXES.charAt(power) + "iB";
    }

    /**
     * A number over a power of two with three digits, half rounded to even. By whole numbers: the
     * first use of a decimal class costs a tool more than all the rest of a report.
     */
    private static String threeDigits(long number, int shift) {
        long whole = number >>> shift;
        // a unit is left from 1000 on, so the number is never smaller than 0.97
        long scale = whole >= 100 ? 1 : whole >= 10 ? 10 : whole >= 1 ? 100 : 1000;
        // a few bits less, so that the product fits; one that is lost is kept in the last
        int lost = Math.max(0, shift - 50);
        long rest = number - (whole << shift);
        long kept = (rest >>> lost | ((rest & (1L << lost) - 1) != 0 ? 1 : 0)) * scale;
        int places = shift - lost;
        long digits = whole * scale + (kept >>> places);
        long over = (kept & (1L << places) - 1) * 2 - (1L << places);
        if (over > 0 || over == 0 && (digits & 1) != 0) {
            digits++;
        }
        if (digits >= 1000 * scale) {
            // shown as QEMU's tools show it, for those who compare
            return "1e+03";
        }
        while (scale > 1 && digits % 10 == 0) {
            digits /= 10;
            scale /= 10;
        }
        long fraction = digits % scale;
        return scale == 1
                ? Long.toString(digits)
                : digits / scale + "." + (scale == 100 && fraction < 10 ? "0" : "") + fraction;
    }
}
