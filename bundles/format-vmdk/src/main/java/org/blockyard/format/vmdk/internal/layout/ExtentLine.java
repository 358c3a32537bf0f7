package org.blockyard.format.vmdk.internal.layout;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * A line of a descriptor that names an extent, such as {@code RW 4192256 SPARSE "disk-s001.vmdk"}.
 *
 * @param access whether it may be written
 * @param sectors how long it is
 * @param type what it is
 * @param fileName the file's name as recorded; empty if there is none
 * @param offset where in the file it begins, in sectors
 */
public record ExtentLine(Access access, long sectors, Type type, String fileName, long offset) {
    private static final long MOST_SECTORS = Long.MAX_VALUE / SparseHeader.SECTOR;

    /** What may be done with an extent. */
    public enum Access {
        /** Reading and writing. */
        RW,
        /** Reading. */
        RDONLY
    }

    /** The kinds of extents that there are for us. */
    public enum Type {
        /** The bytes as they are. */
        FLAT,
        /** The bytes as they are, on a VMFS. */
        VMFS,
        /** Grains with tables. */
        SPARSE,
        /** Grains with tables, as ESX keeps them. */
        VMFSSPARSE,
        /** Small grains with tables, as ESX keeps them. */
        SESPARSE,
        /** Nothing but zeroes, without a file. */
        ZERO;

        /** Whether it is the bytes of a file as they are. */
        public boolean flat() {
            return this == FLAT || this == VMFS;
        }

        static Optional<Type> of(String word) {
            for (var type : values()) {
                if (type.name().equals(word)) {
                    return Optional.of(type);
                }
            }
            return Optional.empty();
        }
    }

    /** Whether a line is one that names an extent. */
    static boolean isOne(String line) {
        return line.startsWith("RW ") || line.startsWith("RDONLY ") || line.startsWith("NOACCESS ");
    }

    /** Takes a line apart. */
    static ExtentLine parse(String line) throws BlockException {
        var words = words(line);
        if (words.size() < 3 || words.size() > 5) {
            throw invalid(line);
        }
        if (words.getFirst().equals("NOACCESS")) {
            throw new BlockException(
                    ErrorKind.UNSUPPORTED, "Extent without access is not supported: " + line);
        }
        var type =
                Type.of(words.get(2))
                        .orElseThrow(
                                () ->
                                        new BlockException(
                                                ErrorKind.UNSUPPORTED,
                                                "Unsupported extent type '%s'"
                                                        .formatted(words.get(2))));
        boolean named = words.size() > 3 && !words.get(3).isEmpty();
        boolean placed = words.size() > 4;
        if (named != (type != Type.ZERO) || placed && !type.flat()) {
            throw invalid(line);
        }
        if (type == Type.FLAT && !placed) {
            throw invalid(line);
        }
        return new ExtentLine(
                Access.valueOf(words.getFirst()),
                number(words.get(1), line),
                type,
                named ? words.get(3) : "",
                placed ? number(words.get(4), line) : 0);
    }

    private static long number(String text, String line) throws BlockException {
        try {
            long value = Long.parseLong(text);
            if (value >= 0 && value <= MOST_SECTORS) {
                return value;
            }
        } catch (NumberFormatException notOne) {
            // told below
        }
        throw invalid(line);
    }

    /** The words of a line; one in quotes may hold anything but quotes. */
    private static List<String> words(String line) throws BlockException {
        var words = new ArrayList<String>();
        for (int at = 0; at < line.length(); ) {
            char first = line.charAt(at);
            if (first == ' ' || first == '\t') {
                at++;
                continue;
            }
            int end = first == '"' ? line.indexOf('"', at + 1) : endOfWord(line, at);
            if (end < 0) {
                throw invalid(line);
            }
            words.add(first == '"' ? line.substring(at + 1, end) : line.substring(at, end));
            at = end + 1;
        }
        return words;
    }

    private static int endOfWord(String line, int from) {
        int end = from;
        while (end < line.length() && line.charAt(end) != ' ' && line.charAt(end) != '\t') {
            end++;
        }
        return end;
    }

    private static BlockException invalid(String line) {
        return new BlockException(ErrorKind.INVALID_FORMAT, "Invalid extent line: " + line);
    }

    /** The line that says this, its end included. */
    public String text() {
        var text = access + " " + sectors + " " + type + " \"" + fileName + "\"";
        return (type == Type.FLAT ? text + " " + offset : text) + "\n";
    }
}
