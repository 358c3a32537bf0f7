package org.blockyard.itest.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Two copies of one folder, so that two programs can be given the same work under the same names.
 */
record Folders(Path ours, Path theirs) {
    /** Copies all files of a folder twice into another; holes stay holes. */
    static Folders of(Path pattern, Path into) throws IOException {
        var ours = Files.createTempDirectory(into, "ours");
        var theirs = Files.createTempDirectory(into, "theirs");
        for (var copy : List.of(ours, theirs)) {
            Tool.run("cp", "-a", "--sparse=always", pattern + "/.", copy.toString()).ok();
        }
        return new Folders(ours, theirs);
    }

    /** Runs one of our tools in our folder. */
    Tool.Result us(String tool, List<String> arguments) {
        return in(ours, Product.command(tool, arguments.toArray(String[]::new)));
    }

    /** Runs the peer's tool of the same purpose in its folder. */
    Tool.Result them(String tool, List<String> arguments) {
        var command = new ArrayList<>(List.of("qemu-" + tool));
        command.addAll(arguments);
        return in(theirs, command);
    }

    private static Tool.Result in(Path folder, List<String> command) {
        var all = new ArrayList<>(List.of("sh", "-c", "cd \"$0\" && exec \"$@\"", folder + ""));
        all.addAll(command);
        return Tool.run(all, Map.of("BLOCKYARD_NO_BUILD", "1"));
    }
}
