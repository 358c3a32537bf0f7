package org.blockyard.itest.peers;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Has our tools and the peer's do the same work, step by step, each in a folder of its own, and
 * compares what they say. A line is a tool's name and its arguments; those in single quotes may
 * have spaces.
 */
final class ToolPair {
    private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

    private final Folders folders;

    /** Two copies of a folder, made in another. */
    ToolPair(Path pattern, Path into) throws IOException {
        this.folders = Folders.of(pattern, into);
    }

    /** A file as ours have left it. */
    String ours(String name) {
        return folders.ours().resolve(name).toString();
    }

    /** A file as the peer's have left it. */
    String theirs(String name) {
        return folders.theirs().resolve(name).toString();
    }

    /** Both say the same, on either stream, and return the same. */
    ToolPair same(String line) {
        var words = words(line);
        var them = them(words);
        var us = us(words);
        assertEquals(plain(them.out()), plain(us.out()), line + "\n" + us.err());
        assertEquals(complaint(them.err()), complaint(us.err()), line);
        assertEquals(them.status(), us.status(), line);
        return this;
    }

    /** Both tell the same as JSON, and return the same. */
    ToolPair sameJson(String line) {
        var words = words(line);
        var them = them(words);
        var us = us(words).status(them.status());
        assertEquals(Told.comparable(them.out()), Told.comparable(us.out()), line);
        return this;
    }

    /** Ours alone do it, and succeed. */
    Tool.Result us(String line) {
        return us(words(line)).ok();
    }

    /** The peer's alone do it, and succeed. */
    Tool.Result them(String line) {
        return them(words(line)).ok();
    }

    /** Ours alone do it, whatever comes of it. */
    Tool.Result tryUs(String line) {
        return us(words(line));
    }

    /** The peer's alone do it, whatever comes of it. */
    Tool.Result tryThem(String line) {
        return them(words(line));
    }

    private Tool.Result us(List<String> words) {
        return folders.us(words.getFirst(), words.subList(1, words.size()));
    }

    private Tool.Result them(List<String> words) {
        return folders.them(words.getFirst(), words.subList(1, words.size()));
    }

    private static List<String> words(String line) {
        var words = new ArrayList<String>();
        for (var found = WORD.matcher(line); found.find(); ) {
            words.add(found.group(1) != null ? found.group(1) : found.group(2));
        }
        return words;
    }

    /** Writes bytes, given as hexadecimal digits, over what is at a place of a file in both. */
    ToolPair put(String name, long at, String digits) throws IOException {
        for (var file : List.of(ours(name), theirs(name))) {
            try (var open = new RandomAccessFile(file, "rw")) {
                open.seek(at);
                open.write(HexFormat.of().parseHex(digits));
            }
        }
        return this;
    }

    /** Gives ours the file that the peer's have left, in place of their own. */
    ToolPair takeTheirs(String name) throws IOException {
        Files.copy(Path.of(theirs(name)), Path.of(ours(name)), REPLACE_EXISTING);
        return this;
    }

    /** Gives each side the file that the other has left, under another name. */
    ToolPair exchange(String name, String as) throws IOException {
        Files.copy(Path.of(ours(name)), Path.of(theirs(as)));
        Files.copy(Path.of(theirs(name)), Path.of(ours(as)));
        return this;
    }

    /** The file is the same in both, byte for byte. */
    ToolPair sameBytes(String name) {
        Tool.run("cmp", theirs(name), ours(name)).ok();
        return this;
    }

    /**
     * An image reads the same in both for the peer.
     *
     * @param opened what opens it but for its name, as keys and values
     */
    ToolPair sameContent(String opened, String name) {
        var command = new ArrayList<>(List.of("qemu-img", "compare"));
        command.addAll(List.of("--object", "secret,id=s,data=word", "--image-opts"));
        command.add(opened + ",file.filename=" + theirs(name));
        command.add(opened + ",file.filename=" + ours(name));
        Tool.run(command, Map.of()).ok();
        return this;
    }

    /** Without what 7.2 does not tell, and what depends on time and place. */
    private static String plain(String text) {
        return text.replaceAll("(?s)Child node .*?(?=\nimage: |\\z)", "")
                .replaceAll("disk size: .*", "disk size: any")
                .replaceAll("(\\d+ ops;|[0-9.]+ [KMG]iB, \\d+ ops).*", "some time")
                .replaceAll("completed in [0-9.]+", "completed in some");
    }

    private static String complaint(String text) {
        return text.replaceAll("(?m)^(qemu-|blockyard )?(img|io): ", "").strip();
    }
}
