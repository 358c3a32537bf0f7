package org.blockyard.shell.internal.command;

/**
 * A word that completes a line.
 *
 * @param word the whole word
 * @param doc what it is, or empty
 * @param whole whether the word ends there; otherwise more of it follows, as after {@code driver=}
 */
public record Suggestion(String word, String doc, boolean whole) {
    /** A whole word without an explanation. */
    public static Suggestion of(String word) {
        return new Suggestion(word, "", true);
    }
}
