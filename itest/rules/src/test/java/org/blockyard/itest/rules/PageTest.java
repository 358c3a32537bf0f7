package org.blockyard.itest.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A bundle has its page, with the same headings everywhere. */
class PageTest {
    private static final List<String> HEADINGS =
            List.of("Name", "Synopsis", "Options", "Examples", "Limits", "Since", "See also");
    private static final Pattern HEADING = Pattern.compile("(?m)^## (.+)$");

    static Stream<Bundle> bundles() throws IOException {
        return Tree.bundles().stream();
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void hasAPage(Bundle bundle) throws IOException {
        String page = Files.readString(bundle.folder().resolve("README.md"));
        List<String> found = HEADING.matcher(page).results().map(m -> m.group(1)).toList();
        assertEquals(HEADINGS, found, bundle + "/README.md");
        String[] sections = HEADING.split(page);
        for (int i = 1; i < sections.length; i++) {
            assertTrue(
                    !sections[i].isBlank(),
                    "%s/README.md says nothing under %s".formatted(bundle, HEADINGS.get(i - 1)));
        }
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void isInTheOverview(Bundle bundle) throws IOException {
        String row = "| %d | [%s](../bundles/%2$s/README.md) | ";
        String wanted = row.formatted(Tree.floor(bundle.name()), bundle.name());
        assertTrue(
                Tree.text("docs/architecture.md").contains(wanted),
                "docs/architecture.md has no row " + wanted);
    }
}
