package org.blockyard.protocol.file;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Another program that works on the same files, and what it said. */
record Peer(int exit, String output) {
    private static final int PATIENCE_SECONDS = 60;

    /** Runs a program to its end. */
    static Peer run(String... command) throws IOException, InterruptedException {
        require(command[0]);
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        var output = new String(process.getInputStream().readAllBytes());
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            fail(List.of(command) + " did not end");
        }
        return new Peer(process.exitValue(), output);
    }

    /** Skips the test if a program is missing; on the build server that is a failure. */
    static void require(String program) {
        boolean there =
                Arrays.stream(System.getenv("PATH").split(":"))
                        .anyMatch(folder -> new File(folder, program).canExecute());
        if (!there) {
            missing(program + " is not installed");
        }
    }

    /** Skips the test for a reason; on the build server that is a failure. */
    static void missing(String reason) {
        if ("true".equals(System.getenv("CI"))) {
            fail(reason);
        }
        System.out.println("skipped: " + reason);
        abort(reason);
    }

    /** A qemu-io that has an image open for as long as it lives. */
    static final class Holder implements AutoCloseable {
        private final Process process;

        /** Starts one and waits until it has answered a read, so that its locks are there. */
        Holder(String... arguments) throws IOException {
            require("qemu-io");
            var command = new java.util.ArrayList<>(List.of("qemu-io"));
            command.addAll(List.of(arguments));
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
            var input = process.getOutputStream();
            input.write("read 0 512\n".getBytes());
            input.flush();
            awaitAnswer(process.inputReader());
        }

        private static void awaitAnswer(BufferedReader output) throws IOException {
            for (var line = output.readLine(); line != null; line = output.readLine()) {
                if (line.contains("read 512/512")) {
                    return;
                }
            }
            fail("qemu-io ended early");
        }

        long pid() {
            return process.pid();
        }

        @Override
        public void close() {
            try {
                process.getOutputStream().close();
                process.waitFor();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
