package org.blockyard.config;

import java.nio.file.Path;

/**
 * One thing that is kept.
 *
 * @param kind what it is
 * @param name its name, unique among its kind
 */
record Entry(Kind kind, String name) implements Comparable<Entry> {
    static final String SUFFIX = ".json";

    /** Its file, as seen from the folder. */
    Path file() {
        return Path.of(kind.folder(), name + SUFFIX);
    }

    @Override
    public int compareTo(Entry other) {
        int order = kind.compareTo(other.kind);
        return order != 0 ? order : name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return file().toString();
    }
}
