package org.blockyard.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ReferenceTest {
    private static final Path PAGE = Path.of("..", "..", "docs", "qmp-reference.md");

    /** With {@code -Dreference.write=true} it writes the page instead. */
    @Test
    void thePageSaysWhatTheCommandsSay() throws IOException {
        try (var platform = TestPlatform.bare()) {
            var page = Reference.of(platform);
            if (Boolean.getBoolean("reference.write")) {
                Files.writeString(PAGE, page);
            }
            assertEquals(
                    page,
                    Files.readString(PAGE),
                    "docs/qmp-reference.md is not that of the commands; write it anew:"
                            + " ./mvnw -pl bundles/commands -am test -Dtest=ReferenceTest -Dreference.write=true"
                            + " -Dsurefire.failIfNoSpecifiedTests=false");
        }
    }

    @Test
    void everyCommandAndEventSaysWhatItIsFor() {
        try (var platform = TestPlatform.bare()) {
            for (var command : platform.commands().list()) {
                assertTrue(command.doc().endsWith("."), command.name() + ": " + command.doc());
            }
            for (var event : platform.commands().events()) {
                assertTrue(event.doc().endsWith("."), event.name() + ": " + event.doc());
            }
        }
    }
}
