package org.blockyard.kernel.internal.object;

/** The form of ids: a letter, then letters, digits, {@code -}, {@code .} and {@code _}. */
public final class Ids {
    /** Advice for who gave a malformed one. */
    public static final String HINT =
            "Identifiers consist of letters, digits, '-', '.', '_', starting with a letter.";

    private Ids() {}

    /** Whether a text has that form. */
    public static boolean wellFormed(String id) {
        if (id.isEmpty() || !isLetter(id.charAt(0))) {
            return false;
        }
        for (int i = 1; i < id.length(); i++) {
            char c = id.charAt(i);
            if (!isLetter(c) && (c < '0' || c > '9') && c != '-' && c != '.' && c != '_') {
                return false;
            }
        }
        return true;
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }
}
