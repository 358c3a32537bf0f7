package org.blockyard.itest.peers;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The product as a user has it: the {@code blockyard} script of this build. */
final class Product {
    private Product() {}

    /** The root of the checkout. */
    static Path root() {
        var folder = Path.of("").toAbsolutePath();
        while (!Files.isExecutable(folder.resolve("blockyard"))) {
            folder = folder.getParent();
            if (folder == null) {
                throw new IllegalStateException(
                        "no ./blockyard above " + Path.of("").toAbsolutePath());
            }
        }
        return folder;
    }

    /** The command line that runs one of its tools. */
    static List<String> command(String tool, String... arguments) {
        var command = new ArrayList<String>();
        command.add(root().resolve("blockyard").toString());
        command.add(tool);
        command.addAll(List.of(arguments));
        return command;
    }

    /** Runs one of its tools to its end. The build is up to date: these tests run inside it. */
    static Tool.Result run(String tool, String... arguments) {
        return Tool.run(command(tool, arguments), Map.of("BLOCKYARD_NO_BUILD", "1"));
    }
}
