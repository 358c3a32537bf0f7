package org.blockyard.nbd;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.blockyard.nbd.internal.NbdTool;
import org.blockyard.posix.Posix;

/** The run of which Java makes the cache that lets the tool start quickly: what most calls do. */
public final class Training {
    private static final int BETWEEN_ATTEMPTS = 10;

    private Training() {}

    /**
     * Serves the qcow2 image {@code disk} in the folder that is named, and lists what is served;
     * ends with status 1 if that can't be had.
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Posix.prepare();
        var disk = Path.of(arguments[0], "disk").toString();
        // names of sockets must be short, and absolute for this tool
        var folder = Files.createTempDirectory("blockyard-nbd");
        var socket = folder.resolve("s");
        boolean listed = false;
        try {
            var server =
                    Thread.ofPlatform()
                            .start(() -> run("-k", socket.toString(), "-f", "qcow2", disk));
            while (!listed && server.isAlive()) {
                Thread.sleep(BETWEEN_ATTEMPTS);
                listed = run("-L", "-k", socket.toString()) == 0;
            }
        } finally {
            Files.deleteIfExists(socket);
            Files.delete(folder);
        }
        Runtime.getRuntime().halt(listed ? 0 : 1);
    }

    private static int run(String... arguments) {
        var nowhere = new PrintStream(OutputStream.nullOutputStream());
        return new NbdTool(nowhere, nowhere).run(arguments);
    }
}
