package org.blockyard.protocol.vvfat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The aliases of eight and three characters of one folder's names, as Microsoft's specification
 * makes them: what can't be kept is replaced or left out, and a number tells the rest apart.
 */
final class ShortNames {
    /** Bytes of an alias: eight for the name, three for its extension, filled with spaces. */
    static final int LENGTH = 11;

    private static final int STEM = 8;
    private static final int EXTENSION = 3;
    private static final String ALLOWED = "!#$%&'()-@^_`{}~";

    private final Set<String> taken = new HashSet<>();
    private final Map<String, Integer> numbers = new HashMap<>();

    /**
     * A name's alias.
     *
     * @param bytes the eleven bytes of the entry
     * @param exact whether they say the name as it is, so that it needs no long one
     */
    record Alias(byte[] bytes, boolean exact) {}

    Alias of(String name) {
        int dot = name.lastIndexOf('.');
        var stem = new Part(dot > 0 ? name.substring(0, dot) : name, STEM);
        var extension = new Part(dot > 0 ? name.substring(dot + 1) : "", EXTENSION);
        boolean fits = !stem.lossy && !extension.lossy && !stem.text.isEmpty();
        var plain = padded(stem.text, STEM) + padded(extension.text, EXTENSION);
        if (fits && taken.add(plain)) {
            var shown = extension.text.isEmpty() ? stem.text : stem.text + "." + extension.text;
            return new Alias(bytes(plain), shown.equals(name));
        }
        return new Alias(bytes(numbered(stem.text, extension.text)), false);
    }

    private String numbered(String stem, String extension) {
        var base = stem.isEmpty() ? "_" : stem;
        for (; ; ) {
            int number = numbers.merge(base.substring(0, 1) + "." + extension, 1, Integer::sum);
            var tail = "~" + number;
            var head = base.substring(0, Math.min(base.length(), STEM - tail.length()));
            var alias = padded(head + tail, STEM) + padded(extension, EXTENSION);
            if (taken.add(alias)) {
                return alias;
            }
        }
    }

    private static String padded(String text, int length) {
        return text + " ".repeat(length - text.length());
    }

    private static byte[] bytes(String alias) {
        return alias.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }

    /** The sum over an alias by which long names know theirs. */
    static int checksum(byte[] alias) {
        int sum = 0;
        for (byte b : Arrays.copyOf(alias, LENGTH)) {
            sum = (sum << 7 & 0x80 | sum >> 1) + (b & 0xFF) & 0xFF;
        }
        return sum;
    }

    /** One of the two parts, in the characters that it may have. */
    private static final class Part {
        private final String text;
        private final boolean lossy;

        Part(String from, int most) {
            var kept = new StringBuilder();
            boolean lost = false;
            for (int c : from.toUpperCase(Locale.ROOT).codePoints().toArray()) {
                if (c == ' ' || c == '.') {
                    lost = true;
                } else if (isAllowed(c)) {
                    kept.append((char) c);
                } else {
                    kept.append('_');
                    lost = true;
                }
            }
            this.lossy = lost || kept.length() > most;
            this.text = kept.substring(0, Math.min(most, kept.length()));
        }

        private static boolean isAllowed(int c) {
            return c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || ALLOWED.indexOf(c) >= 0;
        }
    }
}
