package org.blockyard.commands;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.blockyard.option.Json;

/** QEMU's daemon, spoken to over its standard input and output. */
final class QemuDaemon implements AutoCloseable {
    private final Process process;
    private final BufferedReader in;
    private final OutputStream out;

    /**
     * Starts it in a folder, or skips the test if it is not installed; under CI=true that is a
     * failure.
     */
    QemuDaemon(Path folder) throws IOException {
        require("qemu-storage-daemon");
        process =
                new ProcessBuilder(
                                "qemu-storage-daemon", "--chardev", "stdio,id=m", "--monitor", "m")
                        .directory(folder.toFile())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        in =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        out = process.getOutputStream();
        in.readLine();
        run("qmp_capabilities", Map.of());
    }

    static void require(String program) {
        boolean found =
                Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
        if (!found) {
            var reason = program + " is not installed";
            if ("true".equals(System.getenv("CI"))) {
                fail(reason);
            }
            System.out.println("skipped: " + reason);
            abort(reason);
        }
    }

    /** Its reply, events left out. */
    Map<?, ?> run(String command, Map<String, Object> arguments) throws IOException {
        var request = new LinkedHashMap<String, Object>();
        request.put("execute", command);
        request.put("arguments", arguments);
        out.write(Json.write(request).getBytes(StandardCharsets.UTF_8));
        out.flush();
        while (true) {
            var line = in.readLine();
            if (line == null) {
                throw new IOException("qemu-storage-daemon is gone after " + command);
            }
            var reply = (Map<?, ?>) Json.parse(line);
            if (!reply.containsKey("event")) {
                return reply;
            }
        }
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        in.close();
        process.onExit().join();
    }
}
