package org.blockyard.itest.kit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A Java process of this user, looked at from outside.
 *
 * @param pid its process id
 */
public record JavaProcess(long pid) {
    /** What a command of {@code jcmd} says. */
    public String command(String command) throws IOException, InterruptedException {
        var program = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        var process =
                new ProcessBuilder(program, Long.toString(pid), command)
                        .redirectErrorStream(true)
                        .start();
        try (var out = process.inputReader()) {
            var text = out.readAllAsString();
            if (process.waitFor() != 0) {
                throw new IOException("jcmd " + command + ": " + text);
            }
            return text;
        }
    }

    /** How many threads the operating system knows of. */
    public int threads() throws IOException {
        return count("task");
    }

    /** How many files and sockets are open. */
    public int descriptors() throws IOException {
        return count("fd");
    }

    private int count(String what) throws IOException {
        try (var all = Files.newDirectoryStream(Path.of("/proc/" + pid + "/" + what))) {
            int count = 0;
            for (var one : all) {
                count += one.getNameCount() > 0 ? 1 : 0;
            }
            return count;
        }
    }
}
