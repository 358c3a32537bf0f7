package org.blockyard.shell.internal.command;

/** Breaks text into lines. */
final class Paragraph {
    private static final int COLUMNS = 79;

    private Paragraph() {}

    /** The text in lines of at most 79 columns, those after the first indented. */
    static String wrap(String text, String indent) {
        var lines = new StringBuilder();
        var line =
                new StringBuilder(text.substring(0, text.length() - text.stripLeading().length()));
        boolean first = true;
        for (var word : text.strip().split("(?<=\\S) ")) {
            if (line.length() + word.length() + 1 > COLUMNS && !line.toString().isBlank()) {
                lines.append(line.toString().stripTrailing()).append('\n');
                line = new StringBuilder(indent);
                first = true;
            }
            line.append(first ? "" : " ").append(word);
            first = false;
        }
        return lines.append(line.toString().stripTrailing()).append('\n').toString();
    }
}
