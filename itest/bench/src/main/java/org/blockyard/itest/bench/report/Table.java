package org.blockyard.itest.bench.report;

import java.util.ArrayList;
import java.util.List;

/** A table in Markdown, with its columns aligned for those who read it on a terminal. */
public final class Table {
    private final List<List<String>> rows = new ArrayList<>();

    public Table(List<String> head) {
        rows.add(List.copyOf(head));
    }

    public void add(List<String> row) {
        rows.add(List.copyOf(row));
    }

    @Override
    public String toString() {
        var text = new StringBuilder();
        for (int i = 0; i < rows.size(); i++) {
            line(text, rows.get(i));
            if (i == 0) {
                rule(text);
            }
        }
        return text.toString();
    }

    private void line(StringBuilder text, List<String> row) {
        text.append('|');
        for (int column = 0; column < row.size(); column++) {
            var cell = row.get(column);
            var pad = " ".repeat(width(column) - cell.length());
            text.append(' ').append(column == 0 ? cell + pad : pad + cell).append(" |");
        }
        text.append('\n');
    }

    private void rule(StringBuilder text) {
        text.append('|');
        for (int column = 0; column < rows.getFirst().size(); column++) {
            var dashes = "-".repeat(width(column));
            text.append(column == 0 ? "-" + dashes + "-|" : "-" + dashes + ":|");
        }
        text.append('\n');
    }

    private int width(int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }
}
