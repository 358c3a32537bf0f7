package org.blockyard.shell.internal.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Rows under a header, in columns as wide as they must be. A header that begins with {@code >}
 * aligns its column to the right.
 */
public final class Table {
    private static final int LEAST = 8;
    private static final String GAP = "  ";

    private final List<String> header = new ArrayList<>();
    private final List<Boolean> right = new ArrayList<>();
    private final List<List<String>> rows = new ArrayList<>();

    /** An empty table. */
    public Table(String... header) {
        for (var title : header) {
            right.add(title.startsWith(">"));
            this.header.add(
                    (title.startsWith(">") ? title.substring(1) : title).toUpperCase(Locale.ROOT));
        }
    }

    /** Adds a row; it has as many cells as the header. */
    public Table row(Object... cells) {
        if (cells.length != header.size()) {
            throw new IllegalArgumentException(
                    cells.length + " cells for " + header.size() + " columns");
        }
        var row = new ArrayList<String>();
        for (var cell : cells) {
            row.add(String.valueOf(cell));
        }
        rows.add(row);
        return this;
    }

    /**
     * The text, no line wider than {@code columns}; if there are no rows, {@code none} on a line.
     */
    public String render(int columns, String none) {
        if (rows.isEmpty()) {
            return none + "\n";
        }
        var widths = widths(columns);
        var text = new StringBuilder();
        line(text, header, widths);
        rows.forEach(row -> line(text, row, widths));
        return text.toString();
    }

    private int[] widths(int columns) {
        var widths = new int[header.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = header.get(i).length();
            for (var row : rows) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        int excess = GAP.length() * (widths.length - 1) - columns;
        for (int width : widths) {
            excess += width;
        }
        while (excess > 0 && shrinkWidest(widths)) {
            excess--;
        }
        return widths;
    }

    private static boolean shrinkWidest(int[] widths) {
        int widest = 0;
        for (int i = 1; i < widths.length; i++) {
            if (widths[i] >= widths[widest]) {
                widest = i;
            }
        }
        if (widths[widest] <= LEAST) {
            return false;
        }
        widths[widest]--;
        return true;
    }

    private void line(StringBuilder text, List<String> cells, int[] widths) {
        var line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            var cell = fit(cells.get(i), widths[i]);
            var padding = " ".repeat(widths[i] - cell.length());
            line.append(i == 0 ? "" : GAP).append(right.get(i) ? padding + cell : cell + padding);
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }

    private static String fit(String cell, int width) {
        return cell.length() <= width ? cell : cell.substring(0, width - 1) + "…";
    }
}
