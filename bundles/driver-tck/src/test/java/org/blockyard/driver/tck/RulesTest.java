package org.blockyard.driver.tck;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.blockyard.driver.tck.internal.Rule;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The sentences that the checks name are the API's own. */
class RulesTest {
    private static final String API = api();

    @ParameterizedTest
    @EnumSource(Rule.class)
    void aRuleIsASentenceOfTheApi(Rule rule) {
        assertTrue(API.contains(rule.sentence()), rule + ": " + rule.sentence());
    }

    /** All documentation of the API, as running text. */
    private static String api() {
        try (var files = Files.walk(Path.of("../api/src/main/java"))) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .map(RulesTest::text)
                    .collect(Collectors.joining(" "))
                    .replaceAll("(?m)^\\s*/?\\*+/?", " ")
                    .replaceAll("\\s+", " ")
                    .replaceAll("\\{@\\w+ #?([^}]*)}", "$1")
                    .replace('#', '.');
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
