package org.blockyard.itest.bench.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.blockyard.itest.kit.Programs;

/**
 * What makes images.
 *
 * @param command the program and its first arguments
 * @param messages a file for what it says
 */
public record ImageTool(List<String> command, Path messages) {
    /** The peer's where it is there, else ours: speed is not asked of it. */
    public static ImageTool of(Path root, Path folder) {
        var command =
                Programs.exists("qemu-img")
                        ? List.of("qemu-img")
                        : ServerKind.blockyard(root, "img");
        return new ImageTool(command, folder.resolve("tool.log"));
    }

    /** Runs it to its end. */
    void run(String... arguments) throws IOException, InterruptedException {
        var whole = new ArrayList<>(command);
        whole.addAll(List.of(arguments));
        Programs.run(whole, messages);
    }

    /** The same, and again where the machine is too busy for the peer. */
    void runPatiently(String... arguments) throws IOException, InterruptedException {
        var whole = new ArrayList<>(command);
        whole.addAll(List.of(arguments));
        Programs.runPatiently(whole, messages);
    }
}
