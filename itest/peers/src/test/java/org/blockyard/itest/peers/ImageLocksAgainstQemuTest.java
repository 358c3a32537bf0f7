package org.blockyard.itest.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Who has an image open keeps the same others out, whether it is our daemon or QEMU's, and whether
 * the others are our tools or QEMU's; our tools say in addition who it is.
 */
class ImageLocksAgainstQemuTest {
    private static final Pattern REFUSAL =
            Pattern.compile("Failed to get (shared )?\"[a-z ]+\" lock");

    private static final List<List<String>> USES =
            List.of(
                    List.of("img", "info", "-f", "FORMAT", "IMAGE"),
                    List.of("img", "info", "-U", "-f", "FORMAT", "IMAGE"),
                    List.of("img", "convert", "-f", "FORMAT", "-O", "raw", "IMAGE", "COPY"),
                    List.of("img", "convert", "-U", "-f", "FORMAT", "-O", "raw", "IMAGE", "COPY"),
                    List.of("img", "resize", "-f", "FORMAT", "IMAGE", "2M"),
                    List.of("img", "create", "-q", "-f", "FORMAT", "IMAGE", "1M"),
                    List.of("io", "-r", "-f", "FORMAT", "-c", "read -q 0 512", "IMAGE"),
                    List.of("io", "-r", "-U", "-f", "FORMAT", "-c", "read -q 0 512", "IMAGE"),
                    List.of("io", "-f", "FORMAT", "-c", "write -q 0 512", "IMAGE"));

    @TempDir Path folder;

    /** What became of a use: the refusal that it was told, if any, and whether it worked. */
    private record Outcome(boolean worked, Optional<String> refusal) {
        static Outcome of(Tool.Result result) {
            var match = REFUSAL.matcher(result.err() + result.out());
            return new Outcome(
                    result.status() == 0,
                    match.find() ? Optional.of(match.group()) : Optional.empty());
        }
    }

    @BeforeAll
    static void needsPeers() {
        Tool.requires("qemu-img", "qemu-io", "qemu-storage-daemon");
    }

    @Test
    void aRawImageThatIsOnlyRead() throws Exception {
        compare("raw", false);
    }

    @Test
    void aRawImageThatIsWritten() throws Exception {
        compare("raw", true);
    }

    @Test
    void aQcow2ImageThatIsOnlyRead() throws Exception {
        compare("qcow2", false);
    }

    @Test
    void aQcow2ImageThatIsWritten() throws Exception {
        compare("qcow2", true);
    }

    private void compare(String format, boolean writable) throws Exception {
        Map<List<String>, Outcome> expected;
        try (var holder = new QemuHolder(folder, options(format, writable))) {
            assertTrue(holder.pid() > 0);
            expected = outcomes(format, false);
            assertEquals(expected, outcomes(format, true), "our tools, QEMU's daemon");
        }
        try (var holder = Daemon.start(folder, options(format, writable))) {
            assertEquals(expected, outcomes(format, false), "QEMU's tools, our daemon");
            assertEquals(expected, outcomes(format, true), "our tools, our daemon");
            var refused = run(USES.getLast(), format, true);
            if (!Outcome.of(refused).worked()) {
                var who = " (held by process " + holder.pid() + ": ";
                assertTrue(refused.err().contains(who), refused.err());
            }
        }
    }

    private String[] options(String format, boolean writable) throws Exception {
        var image = image();
        Files.deleteIfExists(image);
        Tool.run("qemu-img", "create", "-q", "-f", format, image.toString(), "1M").ok();
        var readOnly = ",read-only=" + (writable ? "off" : "on");
        return new String[] {
            "--blockdev",
            "file,node-name=file,filename=" + image + readOnly,
            "--blockdev",
            format + ",node-name=disk,file=file" + readOnly,
            "--nbd-server",
            "addr.type=unix,addr.path=" + folder.resolve("nbd.sock"),
            "--export",
            "nbd,id=e,node-name=disk,writable=" + (writable ? "on" : "off")
        };
    }

    private Path image() {
        return folder.resolve("image");
    }

    private Map<List<String>, Outcome> outcomes(String format, boolean ours) {
        var outcomes = new LinkedHashMap<List<String>, Outcome>();
        for (var use : USES) {
            outcomes.put(use, Outcome.of(run(use, format, ours)));
        }
        return outcomes;
    }

    private Tool.Result run(List<String> use, String format, boolean ours) {
        var words = new ArrayList<String>();
        for (var word : use) {
            words.add(
                    word.replace("FORMAT", format)
                            .replace("IMAGE", image().toString())
                            .replace("COPY", folder.resolve("copy").toString()));
        }
        if (ours) {
            return Product.run(
                    words.getFirst(), words.subList(1, words.size()).toArray(String[]::new));
        }
        words.set(0, "qemu-" + words.getFirst());
        return Tool.run(words, Map.of());
    }

    /** A storage daemon of QEMU. */
    private static final class QemuHolder implements AutoCloseable {
        private final long pid;

        QemuHolder(Path folder, String... options) throws Exception {
            var pidFile = folder.resolve("qemu.pid");
            Files.deleteIfExists(pidFile);
            var command = new ArrayList<>(List.of("qemu-storage-daemon"));
            command.addAll(List.of(options));
            command.addAll(List.of("--pidfile", pidFile.toString(), "--daemonize"));
            // it goes to the background when it is ready
            assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor());
            pid = Long.parseLong(Files.readString(pidFile).trim());
        }

        long pid() {
            return pid;
        }

        @Override
        public void close() {
            ProcessHandle.of(pid)
                    .ifPresent(
                            daemon -> {
                                daemon.destroy();
                                daemon.onExit().join();
                            });
        }
    }
}
