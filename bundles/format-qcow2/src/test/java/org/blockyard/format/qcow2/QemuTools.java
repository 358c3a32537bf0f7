package org.blockyard.format.qcow2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The peer: QEMU's own tools. Without them tests are skipped, but not where CI says that they must
 * be there.
 */
final class QemuTools {
    /** How a tool ended. */
    record Outcome(int exit, String output) {}

    private QemuTools() {}

    static boolean available() {
        for (var folder : System.getenv("PATH").split(":")) {
            if (Files.isExecutable(Path.of(folder, "qemu-img"))
                    && Files.isExecutable(Path.of(folder, "qemu-io"))) {
                return true;
            }
        }
        return false;
    }

    static void require() {
        if (!available() && "true".equals(System.getenv("CI"))) {
            throw new AssertionError("qemu-img and qemu-io are needed; install qemu-utils");
        }
        assumeTrue(available(), "qemu-img and qemu-io are not installed (qemu-utils)");
    }

    static Outcome run(String... command) throws IOException {
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            var output = new String(process.getInputStream().readAllBytes());
            if (!process.waitFor(300, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(String.join(" ", command) + " does not end");
            }
            return new Outcome(process.exitValue(), output);
        } catch (InterruptedException interrupted) {
            throw new IOException(interrupted);
        }
    }

    /** Runs a tool that must succeed. */
    static String succeed(String... command) throws IOException {
        var outcome = run(command);
        assertEquals(0, outcome.exit, () -> String.join(" ", command) + ": " + outcome.output);
        return outcome.output;
    }

    /** What a qcow2 image reads as, by way of a file in a folder; with more options if need be. */
    static byte[] raw(Path image, Path folder, String... options) throws IOException {
        var target = folder.resolve("raw");
        var command = new ArrayList<>(List.of("qemu-img", "convert", "-f", "qcow2", "-O", "raw"));
        command.addAll(List.of(options));
        command.addAll(List.of(image.toString(), target.toString()));
        succeed(command.toArray(new String[0]));
        return Files.readAllBytes(target);
    }
}
