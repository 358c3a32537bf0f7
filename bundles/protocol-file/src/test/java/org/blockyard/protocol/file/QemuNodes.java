package org.blockyard.protocol.file;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.blockyard.driver.Permission;
import org.blockyard.option.Json;

/**
 * A storage daemon of QEMU with one image open, in which any permissions can be taken and kept from
 * others: a blkdebug filter above does what it is told.
 */
final class QemuNodes implements AutoCloseable {
    private final Process process;
    private final OutputStream input;
    private final BufferedReader output;

    QemuNodes(Path image) throws IOException {
        Peer.require("qemu-storage-daemon");
        process =
                new ProcessBuilder(
                                "qemu-storage-daemon",
                                "--chardev",
                                "stdio,id=stdio",
                                "--monitor",
                                "stdio",
                                "--blockdev",
                                "driver=file,node-name=file,filename=" + image)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        input = process.getOutputStream();
        output = process.inputReader();
        command("qmp_capabilities", Map.of());
    }

    long pid() {
        return process.pid();
    }

    /** Takes permissions and keeps others from others; the sentence if that is refused. */
    Optional<String> hold(Set<Permission> used, Set<Permission> unshared) throws IOException {
        var arguments = new HashMap<String, Object>();
        arguments.put("driver", "blkdebug");
        arguments.put("node-name", "holder");
        arguments.put("image", "file");
        putUnlessEmpty(arguments, "take-child-perms", used);
        putUnlessEmpty(arguments, "unshare-child-perms", unshared);
        return command("blockdev-add", arguments);
    }

    /** An empty list is an option that blkdebug does not know. */
    private static void putUnlessEmpty(
            Map<String, Object> arguments, String name, Set<Permission> permissions) {
        if (!permissions.isEmpty()) {
            arguments.put(name, permissions.stream().map(Permission::word).toList());
        }
    }

    /** Gives up what was taken. */
    void release() throws IOException {
        command("blockdev-del", Map.of("node-name", "holder"))
                .ifPresent(refusal -> fail("blockdev-del: " + refusal));
    }

    private Optional<String> command(String name, Map<String, Object> arguments)
            throws IOException {
        var line = Json.write(Map.of("execute", name, "arguments", arguments)) + "\n";
        input.write(line.getBytes(StandardCharsets.UTF_8));
        input.flush();
        for (var reply = output.readLine(); reply != null; reply = output.readLine()) {
            if (Json.parse(reply) instanceof Map<?, ?> map) {
                if (map.containsKey("return")) {
                    return Optional.empty();
                }
                if (map.get("error") instanceof Map<?, ?> error) {
                    return Optional.of(String.valueOf(error.get("desc")));
                }
            }
        }
        return fail("qemu-storage-daemon ended");
    }

    @Override
    public void close() throws IOException, InterruptedException {
        input.close();
        process.destroy();
        if (!process.waitFor(300, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
