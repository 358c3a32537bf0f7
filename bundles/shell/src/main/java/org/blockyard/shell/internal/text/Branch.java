package org.blockyard.shell.internal.text;

import java.util.List;

/**
 * A tree to draw.
 *
 * @param label what stands at this place
 * @param children what hangs below it
 */
public record Branch(String label, List<Branch> children) {
    private static final String MORE = "├─ ";
    private static final String LAST = "└─ ";
    private static final String PAST_MORE = "│  ";
    private static final String PAST_LAST = "   ";

    /** The tree as text, a line for each place, cut at {@code columns}. */
    public String draw(int columns) {
        var text = new StringBuilder();
        draw(text, "", "", columns);
        return text.toString();
    }

    private void draw(StringBuilder text, String before, String below, int columns) {
        var line = before + label;
        text.append(line.length() <= columns ? line : line.substring(0, columns - 1) + "…")
                .append('\n');
        for (int i = 0; i < children.size(); i++) {
            boolean last = i == children.size() - 1;
            children.get(i)
                    .draw(
                            text,
                            below + (last ? LAST : MORE),
                            below + (last ? PAST_LAST : PAST_MORE),
                            columns);
        }
    }
}
