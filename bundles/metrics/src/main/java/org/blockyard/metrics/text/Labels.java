package org.blockyard.metrics.text;

/**
 * What a sample is about.
 *
 * @param text names and values as they stand between the braces
 */
public record Labels(String text) {
    /** No labels. */
    public static final Labels NONE = new Labels("");

    /**
     * Labels from names and values in turn.
     *
     * @param pairs a name, its value, the next name...
     */
    public static Labels of(String... pairs) {
        return NONE.and(pairs);
    }

    /** These and more. */
    public Labels and(String... pairs) {
        var all = new StringBuilder(text);
        for (int i = 0; i < pairs.length; i += 2) {
            all.append(all.isEmpty() ? "" : ",").append(pairs[i]).append("=\"");
            all.append(escaped(pairs[i + 1])).append('"');
        }
        return new Labels(all.toString());
    }

    static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\n", "\\n").replace("\"", "\\\"");
    }
}
