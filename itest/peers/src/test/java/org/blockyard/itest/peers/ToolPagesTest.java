package org.blockyard.itest.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The tables of the tools' pages tell the truth: what the installed peer's help names stands in
 * them, and what stands in them is in our own help.
 */
class ToolPagesTest {
    private static final Pattern OPTION = Pattern.compile("(?<![\\w-])--?[A-Za-z][a-z-]*");
    private static final Pattern ROW = Pattern.compile("\\| ([a-z_]+) \\| (.*) \\| (.*) \\|");

    @BeforeAll
    static void needsThePeer() {
        Tool.requires("qemu-img", "qemu-io");
    }

    /** The rows of a page's first table of three columns: the options by command. */
    private static Map<String, String> table(String bundle) throws IOException {
        var rows = new LinkedHashMap<String, String>();
        var page = Product.root().resolve("bundles").resolve(bundle).resolve("README.md");
        for (var line : Files.readAllLines(page)) {
            var row = ROW.matcher(line);
            if (row.matches() && !row.group(2).equals("there")) {
                rows.put(row.group(1), row.group(2));
            }
        }
        return rows;
    }

    private static TreeSet<String> options(String text) {
        var options = new TreeSet<String>();
        OPTION.matcher(text).results().forEach(match -> options.add(match.group()));
        return options;
    }

    @Test
    void thePageOfImgHasWhatThePeersHelpHas() throws IOException {
        var table = table("img");
        var help = Tool.run("qemu-img", "--help").ok().out();
        int commands = 0;
        for (var line : help.lines().toList()) {
            var words = line.strip().split(" ", 2);
            if (!line.startsWith("  ") || words.length < 2 || !words[1].endsWith("ilename")) {
                continue;
            }
            var row = options(table.getOrDefault(words[0], ""));
            assertTrue(row.containsAll(options(words[1])), words[0] + " lacks some of " + words[1]);
            commands++;
        }
        assertTrue(commands > 5, help);
    }

    @Test
    void thePageOfImgHasWhatOurHelpHas() throws IOException {
        for (var row : table("img").entrySet()) {
            var help = Product.run("img", row.getKey(), "--help").ok().out();
            var told = new TreeSet<String>();
            help.lines()
                    .filter(line -> line.startsWith("  -"))
                    .forEach(line -> told.addAll(options(line)));
            told.remove("-h");
            told.remove("--help");
            assertEquals(told, options(row.getValue()), row.getKey());
        }
    }

    @Test
    void thePageOfIoHasWhatThePeersHelpHas() throws IOException {
        var table = table("io");
        for (var line : Tool.run("qemu-io", "-c", "help").ok().out().lines().toList()) {
            if (line.contains(" -- ")) {
                var name = line.split(" ", 2)[0];
                assertTrue(table.containsKey(name), name);
            }
        }
    }
}
