package org.blockyard.shell.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import org.blockyard.platform.Platform;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleContext;

/** The reference page is what the commands' own help says. */
class ShellReferenceTest {
    private static final Path PAGE = Path.of("..", "..", "docs", "shell-reference.md");

    /** With {@code -Dreference.write=true} it writes the page instead. */
    @Test
    void thePageSaysWhatTheCommandsSay() throws IOException {
        var page = page();
        if (Boolean.getBoolean("reference.write")) {
            Files.writeString(PAGE, page);
        }
        assertEquals(
                page,
                Files.readString(PAGE),
                "docs/shell-reference.md is not that of the commands; write it anew:"
                        + " ./mvnw -pl bundles/shell -am test -Dtest=ShellReferenceTest"
                        + " -Dreference.write=true -Dsurefire.failIfNoSpecifiedTests=false");
    }

    private static String page() {
        var page = new StringBuilder();
        page.append("# Shell reference\n\nMade from the commands themselves: do not edit.");
        page.append(
                " Every command of the [QMP reference](qmp-reference.md) is a shell command too,\n");
        page.append(
                "with its arguments as `key=value` words, and `--json` for the result as JSON.\n");
        var commands = new ShellCommands(unused(Platform.class), unused(BundleContext.class)).own();
        commands.stream()
                .sorted(Comparator.comparing(ShellCommand::name))
                .forEach(
                        command ->
                                page.append("\n## ")
                                        .append(command.name())
                                        .append("\n\n")
                                        .append(command.summary())
                                        .append(".\n\n```\n")
                                        .append(command.usage().strip())
                                        .append("\n```\n"));
        return page.toString();
    }

    /** Commands tell about themselves without what they work on. */
    private static <T> T unused(Class<T> type) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (proxy, method, arguments) -> {
                            throw new AssertionError(method + " is not needed for help");
                        }));
    }
}
