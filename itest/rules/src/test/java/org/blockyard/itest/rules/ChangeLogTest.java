package org.blockyard.itest.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.osgi.framework.Version;

/**
 * Change logs have one form: a section for each version, the newest first, which is the one that
 * the pom names, and at least one line in each. Nothing is "unreleased" without a number.
 */
class ChangeLogTest {
    private static final Pattern SECTION = Pattern.compile("(?m)^## (.*)$");
    private static final Pattern PRODUCT =
            Pattern.compile("<product.version>(.*)</product.version>");

    static Stream<Bundle> bundles() throws IOException {
        return Tree.bundles().stream();
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void ofABundleBeginsWithItsVersion(Bundle bundle) throws IOException {
        String log = Files.readString(bundle.folder().resolve("CHANGELOG.md"));
        assertEquals("# Changes of " + bundle, log.lines().findFirst().orElseThrow());
        check(log, bundle.version());
    }

    @Test
    void ofTheProductBeginsWithItsVersion() throws IOException {
        var version = PRODUCT.matcher(Tree.text("cnf/pom.xml"));
        assertTrue(version.find());
        check(Tree.text("CHANGELOG.md"), version.group(1));
    }

    private static void check(String log, String newest) {
        List<Version> versions =
                SECTION.matcher(log).results().map(m -> Version.parseVersion(m.group(1))).toList();
        assertEquals(Version.parseVersion(newest), versions.getFirst());
        List<Version> sorted =
                versions.stream().distinct().sorted(Comparator.reverseOrder()).toList();
        assertEquals(sorted, versions, "the newest first, each once");
        Arrays.stream(SECTION.split(log))
                .skip(1)
                .forEach(section -> assertTrue(section.startsWith("\n\n* "), section));
    }
}
