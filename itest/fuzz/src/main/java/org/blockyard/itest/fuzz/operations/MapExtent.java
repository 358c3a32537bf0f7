package org.blockyard.itest.fuzz.operations;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A line of {@code img map --output=json}. Whether data are zeroes is left out, and pieces that
 * only differ in that are joined: the peer asks the file below for it if it takes an image for
 * preallocated, which it guesses from the space that the file takes.
 *
 * @param start where it begins on the disk
 * @param length its bytes
 * @param what the rest of the line
 * @param offset where it lies in the file, or -1
 */
record MapExtent(long start, long length, String what, long offset) {
    private static final Pattern LINE =
            Pattern.compile(
                    "\"start\": (\\d+), \"length\": (\\d+), (.*?)(?:, \"offset\": (\\d+))?\\}");

    /** All lines, joined where they go on. */
    static List<MapExtent> parse(String out) {
        var all = new ArrayList<MapExtent>();
        var lines = LINE.matcher(out);
        while (lines.find()) {
            var what =
                    lines.group(3).replaceAll("\"zero\": \\w+, \"data\": true", "\"data\": true");
            // the peer tells of the place that is kept for subclusters which are not there
            boolean placed = lines.group(4) != null && what.contains("\"present\": true");
            var next =
                    new MapExtent(
                            Long.parseLong(lines.group(1)),
                            Long.parseLong(lines.group(2)),
                            what.replace(", \"compressed\": false", ""),
                            placed ? Long.parseLong(lines.group(4)) : -1);
            if (!all.isEmpty() && all.getLast().goesOn(next)) {
                var last = all.removeLast();
                long both = last.length + next.length;
                all.add(new MapExtent(last.start, both, last.what, last.offset));
            } else {
                all.add(next);
            }
        }
        return all;
    }

    private boolean goesOn(MapExtent next) {
        return what.equals(next.what)
                && (offset < 0 ? next.offset < 0 : next.offset == offset + length);
    }
}
