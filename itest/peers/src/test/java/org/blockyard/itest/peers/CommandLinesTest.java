package org.blockyard.itest.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.blockyard.option.Json;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Command lines as scripts write them, good and bad, a line each in {@code command-lines.txt}: both
 * programs end with the same status, print the same, complain in the same words and leave the same
 * files behind. After a {@code !} our complaints have words of their own. The system property
 * {@code lines.every}, 1 for all, says how many lines one is taken of.
 */
class CommandLinesTest {
    private static final int EVERY = Integer.getInteger("lines.every", 6);

    @TempDir static Path folder;
    private static Path images;

    @BeforeAll
    static void makeImages() throws IOException {
        Tool.requires("qemu-img", "qemu-io", "python3");
        images = Files.createDirectory(folder.resolve("images"));
        var script = folder.resolve("images.sh");
        Files.write(script, resource("command-line-images.sh"));
        Tool.run("sh", "-e", script.toString(), images.toString()).ok();
        for (var side : Side.values()) {
            var bin = Files.createDirectory(folder.resolve(side.name()));
            for (var tool : List.of("img", "io")) {
                link(bin.resolve(tool), side == Side.OURS, tool);
            }
        }
    }

    /** A short name for a tool, the same on both sides. */
    private static void link(Path name, boolean ours, String tool) throws IOException {
        var program =
                ours
                        ? "BLOCKYARD_NO_BUILD=1 exec '" + Product.root() + "/blockyard' " + tool
                        : "exec qemu-" + tool;
        Files.writeString(name, "#!/bin/sh\n" + program + " \"$@\"\n");
        Tool.run("chmod", "+x", name.toString()).ok();
    }

    private static byte[] resource(String name) throws IOException {
        try (var in = CommandLinesTest.class.getResourceAsStream("/" + name)) {
            return in == null ? fail("no " + name) : in.readAllBytes();
        }
    }

    /** The two programs. */
    private enum Side {
        OURS,
        THEIRS
    }

    @TestFactory
    Stream<DynamicTest> bothDoTheSame() throws IOException {
        var lines = new ArrayList<Line>();
        var text = new String(resource("command-lines.txt"), StandardCharsets.UTF_8);
        text.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .forEach(line -> lines.add(new Line(line, lines.size())));
        lines.removeIf(line -> line.number() % EVERY != 0);
        return InTwos.run(lines, Line::run).entrySet().stream()
                .map(e -> dynamicTest(e.getKey().text(), e.getValue()));
    }

    /**
     * A command line.
     *
     * @param text as it stands in the list
     * @param number tells it from others
     */
    private record Line(String text, int number) {
        void run() throws IOException {
            var theirs = run(Side.THEIRS);
            var ours = run(Side.OURS);
            assertEquals(theirs.status(), ours.status(), ours.err() + theirs.err());
            assertEquals(plain(theirs.out()), plain(ours.out()), ours.err());
            if (!text.startsWith("!")) {
                assertEquals(plain(theirs.err()), Tool.withoutHolder(plain(ours.err())));
            }
            sameFiles(place(Side.OURS), place(Side.THEIRS));
            Tool.run("rm", "-rf", place(Side.OURS) + "", place(Side.THEIRS) + "").ok();
        }

        private Path place(Side side) {
            return folder.resolve(number + "-" + side);
        }

        private Tool.Result run(Side side) {
            var place = place(side).toString();
            Tool.run("cp", "-a", "--sparse=always", images.toString(), place).ok();
            var script = "cd '" + place + "'; PATH='" + folder.resolve(side.name()) + "':$PATH; ";
            var command = List.of("bash", "-c", script + text.replaceFirst("^!", ""));
            return Tool.run(command, Map.of("LC_ALL", "C.UTF-8"));
        }
    }

    /** The same names are there; what was changed differently is read and checked the same. */
    private static void sameFiles(Path ours, Path theirs) throws IOException {
        assertEquals(names(theirs), names(ours), "files");
        for (var name : names(ours)) {
            var our = ours.resolve(name);
            var their = theirs.resolve(name);
            if (Files.isRegularFile(our) && Files.mismatch(our, their) >= 0) {
                same(ours, theirs, name.toString());
            }
        }
    }

    private static TreeSet<String> names(Path place) throws IOException {
        try (var files = Files.walk(place)) {
            var names = new TreeSet<String>();
            files.forEach(file -> names.add(place.relativize(file).toString()));
            return names;
        }
    }

    private static void same(Path ours, Path theirs, String name) {
        var told = info(theirs, name);
        assertEquals(plain(told), plain(info(ours, name)), "info of " + name);
        if (told.contains("\"encrypted\": true")) {
            return; // each has keys of its own
        }
        int status = in(theirs, "qemu-img check -q " + name).status();
        in(ours, "qemu-img check -q " + name).status(status);
        // an external data file is looked for in the folder that the command runs in
        in(ours, "qemu-img compare -q '%s' '%s'".formatted(name, theirs.resolve(name))).ok();
    }

    private static String info(Path place, String name) {
        return in(place, "qemu-img info --output=json '" + name + "'").ok().out();
    }

    private static Tool.Result in(Path place, String command) {
        return Tool.run("bash", "-c", "cd '" + place + "' && " + command);
    }

    /** Without times, what is chosen at random, and what only one of 7.2 and 10 tells. */
    private static String plain(String text) {
        if (text.startsWith("{") || text.startsWith("[")) {
            try {
                return told(Json.parse(text)).toString();
            } catch (IOException e) {
                // it only looks so
            }
        }
        return text.replaceAll("(?m)^Try '.*\n", "")
                .replaceAll("(?s)Child node .*?(?=\nimage: |\\z)", "")
                .replaceAll("disk size: .*", "disk size: any")
                .replaceAll(", \"compressed\": (true|false)", "")
                .replaceAll(" *detached header: false\n", "")
                .replaceAll("completed in [0-9.]+", "completed in some")
                .replaceAll("[\\d:]+\\.\\d\\d( sec)? \\(.*\\)", "T")
                .replaceAll("VM[ _]SIZE *DATE *VM[ _]CLOCK", "heading")
                .replaceAll("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d", "date")
                .replaceAll(" 0000:00:0", " 00:00:0")
                .replaceAll("  +--?\n|  +\\d?\n", "\n")
                .replaceAll("(ICOUNT) *", "$1")
                .replaceAll("#block\\d+", "#block")
                .replaceAll("length cannot exceed \\d+[^,]*", "length cannot exceed any")
                .replaceAll("\\[-[A-Za-z]+\\]", "[letters]")
                .replaceAll(" +", " ");
    }

    private static Object told(Object tree) {
        return switch (tree) {
            case Map<?, ?> map -> {
                var rest = new LinkedHashMap<Object, Object>();
                map.keySet().stream()
                        .map(Object::toString)
                        .sorted()
                        .forEach(key -> rest.put(key, told(map.get(key))));
                rest.keySet()
                        .removeAll(
                                List.of(
                                        "children",
                                        "actual-size",
                                        "iters",
                                        "master-key-iters",
                                        "uuid",
                                        "compressed",
                                        "detached-header",
                                        "date-sec",
                                        "date-nsec"));
                yield rest;
            }
            case List<?> list -> list.stream().map(CommandLinesTest::told).toList();
            default -> tree;
        };
    }
}
