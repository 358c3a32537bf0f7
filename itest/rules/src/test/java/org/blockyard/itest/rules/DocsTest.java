package org.blockyard.itest.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the pages name is there: files, headings, commands and tests. */
class DocsTest {
    private static final Set<String> NOT_OURS = Set.of("target", "dist", "runtime", ".git");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");
    private static final Pattern PLACE =
            Pattern.compile(
                    "`((?:\\.ci|cnf|bundles|docs|features|itest|run-configs)/[a-z0-9./-]+)`");
    private static final Pattern CALL =
            Pattern.compile("(?m)(?:^    \\S*|[`$] ?(?:\\./)?)\\bblockyard ([a-z][a-z-]*)\\b");
    private static final Pattern OWN_COMMAND = Pattern.compile("x-blockyard-[a-z-]*[a-z]");
    private static final Pattern TEST = Pattern.compile("`([A-Z]\\w+Test)(?:\\.(\\w+))?`");

    @Test
    void linksLeadSomewhere() throws IOException {
        var broken = new ArrayList<String>();
        for (Path page : pages()) {
            for (String link : found(LINK, Files.readString(page))) {
                if (!link.matches("[a-z]+:.*") && !leadsSomewhere(page, link)) {
                    broken.add(at(page, link));
                }
            }
        }
        assertEquals(List.of(), broken);
    }

    @Test
    void placesOfTheTreeAreThere() throws IOException {
        check(PLACE, place -> place.contains("foo") || Files.exists(Tree.ROOT.resolve(place)));
    }

    @Test
    void commandsOfTheEntryAreKnown() throws IOException {
        Set<String> known =
                found(Pattern.compile("(?m)^    ([a-z|-]+)\\)"), Tree.text("blockyard")).stream()
                        .flatMap(Pattern.compile("\\|")::splitAsStream)
                        .collect(Collectors.toSet());
        check(CALL, known::contains);
    }

    @Test
    void ownManagementCommandsAreInTheReference() throws IOException {
        String reference = Tree.text("docs/qmp-reference.md");
        List<Path> options = files(file -> file.toString().endsWith("Options.java"));
        check(OWN_COMMAND, name -> reference.contains(name) || isOption(options, name));
    }

    /**
     * Whether a record of options has a component for it; not all commands are in the reference.
     */
    private static boolean isOption(List<Path> records, String name) {
        var component = new StringBuilder();
        for (var part : name.split("-")) {
            component.append(component.isEmpty() ? part : capital(part));
        }
        return records.stream().anyMatch(file -> text(file).contains(" " + component));
    }

    private static String capital(String word) {
        return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void namedTestsAreThere() throws IOException {
        List<Path> sources = files(file -> file.toString().endsWith("Test.java"));
        var missing = new ArrayList<String>();
        for (Path page : pages()) {
            var named = TEST.matcher(Files.readString(page));
            while (named.find()) {
                String method = named.group(2) == null ? "" : "void " + named.group(2) + "(";
                if (!isThere(sources, named.group(1), method)) {
                    missing.add(at(page, named.group()));
                }
            }
        }
        assertEquals(List.of(), missing);
    }

    private static boolean isThere(List<Path> sources, String test, String method)
            throws IOException {
        for (Path source : sources) {
            if (source.endsWith(test + ".java") && Files.readString(source).contains(method)) {
                return true;
            }
        }
        return false;
    }

    private static boolean leadsSomewhere(Path page, String link) throws IOException {
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]);
        if (parts.length == 1) {
            return Files.exists(target);
        }
        return Files.isRegularFile(target)
                && found(HEADING, Files.readString(target)).stream()
                        .map(DocsTest::anchor)
                        .anyMatch(parts[1]::equals);
    }

    /** The name by which a heading is linked to. */
    private static String anchor(String heading) {
        return heading.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9 _-]", "").replace(' ', '-');
    }

    private static void check(Pattern named, Predicate<String> known) throws IOException {
        var unknown = new ArrayList<String>();
        for (Path page : pages()) {
            for (String name : found(named, Files.readString(page))) {
                if (!known.test(name)) {
                    unknown.add(at(page, name));
                }
            }
        }
        assertEquals(List.of(), unknown);
    }

    /** What a pattern finds: its first group, or all of it if it has none. */
    private static List<String> found(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(match -> match.groupCount() == 0 ? match.group() : match.group(1))
                .toList();
    }

    private static String at(Path page, String what) {
        return Tree.ROOT.relativize(page) + ": " + what;
    }

    /** The pages for people; a driver's template is one of its project, not of this tree. */
    private static List<Path> pages() throws IOException {
        Path templates = Tree.ROOT.resolve("cnf/new-driver");
        return files(file -> file.toString().endsWith(".md") && !file.startsWith(templates));
    }

    private static List<Path> files(Predicate<Path> wanted) throws IOException {
        var files = new ArrayList<Path>();
        Files.walkFileTree(
                Tree.ROOT,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes a) {
                        return NOT_OURS.contains(folder.getFileName().toString())
                                ? FileVisitResult.SKIP_SUBTREE
                                : FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes a) {
                        if (wanted.test(file)) {
                            files.add(file);
                        }
                        return FileVisitResult.CONTINUE;
                    }
                });
        return files;
    }
}
