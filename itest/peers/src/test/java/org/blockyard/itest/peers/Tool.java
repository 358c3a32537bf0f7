package org.blockyard.itest.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.blockyard.itest.kit.Programs;

/** Runs other programs, each under a time limit. */
final class Tool {
    private static final long LIMIT_SECONDS = 180;

    private Tool() {}

    /**
     * What a program did.
     *
     * @param command what was run
     * @param status its exit status
     * @param out what it printed
     * @param err what it complained of
     */
    record Result(List<String> command, int status, String out, String err) {
        /** Expects success. */
        Result ok() {
            assertEquals(0, status, () -> String.join(" ", command) + "\n" + out + err);
            return this;
        }

        /** Expects that exit status. */
        Result status(int expected) {
            assertEquals(expected, status, () -> String.join(" ", command) + "\n" + out + err);
            return this;
        }
    }

    /** Skips the test if a program is missing, with the reason; in CI that is a failure instead. */
    static void requires(String... programs) {
        for (var program : programs) {
            boolean present = Programs.exists(program);
            if (!present && "true".equals(System.getenv("CI"))) {
                fail(program + " is missing, and in CI nothing is skipped");
            }
            assumeTrue(present, program + " is not installed");
        }
    }

    /** Runs a program to its end. */
    static Result run(String... command) {
        return run(List.of(command), Map.of());
    }

    /** Runs a program to its end with some variables in its environment. */
    static Result run(List<String> command, Map<String, String> environment) {
        try {
            var builder = new ProcessBuilder(command);
            builder.environment().putAll(environment);
            builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
            var process = builder.start();
            var out = new ArrayList<byte[]>();
            var reader = Thread.startVirtualThread(() -> out.add(drain(process.getInputStream())));
            byte[] err = drain(process.getErrorStream());
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                fail(String.join(" ", command) + " took longer than " + LIMIT_SECONDS + " s");
            }
            reader.join();
            return new Result(command, process.exitValue(), text(out.getFirst()), text(err));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Has the peer make an empty qcow2 image over another. */
    static void overlay(String backing, String image) {
        run("qemu-img", "create", "-q", "-f", "qcow2", "-F", "qcow2", "-b", backing, image).ok();
    }

    /** What ours says without what the peer does not: who holds an image that is locked. */
    static String withoutHolder(String said) {
        return said.replaceAll(" \\((held by process|this process itself)[^)]*\\)", "");
    }

    private static byte[] drain(java.io.InputStream stream) {
        try (stream) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
