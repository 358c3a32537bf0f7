package org.blockyard.protocol.vvfat;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Makes of the host's names those that FAT can hold, each different from the others of a folder.
 */
final class LongNames {
    /** The most UTF-16 units of a name. */
    static final int LONGEST = 255;

    private static final String FORBIDDEN = "\"*/:<>?\\|";
    private static final int ROOM_FOR_NUMBER = 8;

    private final Set<String> taken = new HashSet<>();

    /** Whether a name that a guest gave can be one of the host's, and of one folder. */
    static boolean isSafe(String name) {
        return !name.isEmpty()
                && name.length() <= LONGEST
                && !name.equals(".")
                && !name.equals("..")
                && name.chars().noneMatch(LongNames::isUnsafe)
                && isPaired(name);
    }

    private static boolean isUnsafe(int c) {
        return c < ' ' || c == 0x7F || c == '/' || c == '\\' || c == 0xFFFD;
    }

    private static boolean isPaired(String name) {
        return name.codePoints().noneMatch(c -> c >= 0xD800 && c <= 0xDFFF);
    }

    /** The name as all cases of its letters have it in common. */
    static String folded(String name) {
        return name.toUpperCase(Locale.ROOT);
    }

    /** The name that stands for a file's: the same if it can be. */
    String of(String hostName) {
        var legal = legal(hostName);
        if (taken.add(folded(legal))) {
            return legal;
        }
        var stem = legal.substring(0, Math.min(legal.length(), LONGEST - ROOM_FOR_NUMBER));
        for (int number = 2; ; number++) {
            var numbered = stem + "~" + number;
            if (taken.add(folded(numbered))) {
                return numbered;
            }
        }
    }

    private static String legal(String hostName) {
        var text = new StringBuilder();
        hostName.codePoints().map(LongNames::legal).forEach(text::appendCodePoint);
        if (text.length() > LONGEST) {
            text.setLength(LONGEST - ROOM_FOR_NUMBER);
            if (Character.isHighSurrogate(text.charAt(text.length() - 1))) {
                text.setLength(text.length() - 1);
            }
        }
        int last = text.length() - 1;
        if (text.charAt(last) == '.' || text.charAt(last) == ' ') {
            text.setCharAt(last, '_');
        }
        return text.toString();
    }

    private static int legal(int c) {
        boolean surrogate = c >= 0xD800 && c <= 0xDFFF;
        return c < ' ' || c == 0x7F || c == 0xFFFD || surrogate || FORBIDDEN.indexOf(c) >= 0
                ? '_'
                : c;
    }
}
