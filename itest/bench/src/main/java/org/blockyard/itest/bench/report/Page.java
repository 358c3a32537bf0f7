package org.blockyard.itest.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A page in Markdown, which appears on standard output as it grows. */
public final class Page {
    private final StringBuilder text = new StringBuilder();

    /** Adds a paragraph, a list or a table. */
    public void add(Object part) {
        var whole = part.toString().stripTrailing() + "\n";
        System.out.println(whole);
        text.append(whole).append('\n');
    }

    /** Begins a section. */
    public void section(String title) {
        add("## " + title);
    }

    /** Writes what there is to a file. */
    public void save(Path file) throws IOException {
        Files.writeString(file, text);
    }
}
