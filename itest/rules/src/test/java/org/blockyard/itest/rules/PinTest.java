package org.blockyard.itest.rules;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Versions are named in cnf/pom.xml and nowhere else; every bundle is built and shipped. */
class PinTest {
    private static final Pattern LITERAL = Pattern.compile("<version>[^$]");

    static Stream<Bundle> bundles() throws IOException {
        return Tree.bundles().stream();
    }

    @Test
    void dependenciesAndPluginsCarryNoVersions() throws IOException {
        for (Path pom : poms()) {
            String text = Files.readString(pom);
            for (String element : List.of("dependency", "plugin", "path", "extension")) {
                Stream.of(text.split("<" + element + ">"))
                        .skip(1)
                        .forEach(
                                part -> {
                                    String inside = part.split("</" + element + ">", 2)[0];
                                    boolean ours =
                                            inside.contains("<groupId>org.blockyard</groupId>")
                                                    && inside.contains("<type>pom</type>");
                                    assertTrue(
                                            ours || !LITERAL.matcher(inside).find(),
                                            pom + ": " + inside.strip());
                                });
            }
        }
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void isBuiltAndShipped(Bundle bundle) throws IOException {
        String name = bundle.name();
        String property = "<version.%s>%s</version.%s>".formatted(name, bundle.version(), name);
        assertTrue(Tree.text("cnf/pom.xml").contains(property), "cnf/pom.xml needs " + property);
        String module = "<module>bundles/%s</module>".formatted(name);
        assertTrue(Tree.text("pom.xml").contains(module), "pom.xml needs " + module);
        // these two are laid out by run-configs/LayOut.java: beside the bundles, and for vendors
        assertTrue(
                Set.of("launcher", "driver-tck").contains(name)
                        || features().matches("(?s).*=org\\.blockyard\\." + name + "\\b.*"),
                "no features/*/feature.bnd names org.blockyard." + name);
    }

    private static String features() throws IOException {
        try (Stream<Path> files = Files.walk(Tree.ROOT.resolve("features"))) {
            return files.filter(f -> f.endsWith("feature.bnd"))
                    .map(PinTest::read)
                    .collect(Collectors.joining("\n"));
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file) + "\n";
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static List<Path> poms() throws IOException {
        try (Stream<Path> files = Files.walk(Tree.ROOT, 3)) {
            return files.filter(f -> f.endsWith("pom.xml"))
                    .filter(f -> !f.startsWith(Tree.ROOT.resolve("cnf")))
                    .filter(f -> !f.startsWith(Tree.ROOT.resolve("itest/vendor-driver")))
                    .toList();
        }
    }
}
