package org.blockyard.itest.peers;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code img convert -C} has the system copy, and what it copies is what the peer finds. */
class CopyOffloadTest {
    private static final String MARK = "copy_file_range(";

    @TempDir Path folder;

    @BeforeEach
    void makeSources() {
        Tool.requires("qemu-img", "qemu-io", "strace");
        Tool.run("qemu-img", "create", "-q", "-f", "raw", file("raw"), "8M").ok();
        Tool.run("qemu-img", "create", "-q", "-f", "qcow2", file("base"), "4M").ok();
        var top = List.of("-b", "base", "-F", "qcow2", file("qcow2"), "8M");
        var create = new ArrayList<>(List.of("qemu-img", "create", "-q", "-f", "qcow2"));
        create.addAll(top);
        Tool.run(create, Map.of()).ok();
        write("raw", "raw", "write -P 1 0 1M", "write -P 2 3M 70000", "write -P 3 7M 1000k");
        write("qcow2", "base", "write -P 4 0 1M", "write -P 5 2500k 700k");
        write("qcow2", "qcow2", "write -P 6 512k 1M", "write -z 2600k 100k", "write -P 7 7999k 1k");
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    private void write(String format, String name, String... commands) {
        var line = new ArrayList<>(List.of("qemu-io", "-f", format));
        for (var command : commands) {
            line.addAll(List.of("-c", command));
        }
        line.add(file(name));
        Tool.run(line, Map.of()).ok();
    }

    @ParameterizedTest
    @CsvSource({"raw, raw", "qcow2, raw", "raw, qcow2", "qcow2, qcow2"})
    void theSystemCopies(String from, String to) throws Exception {
        var trace = folder.resolve("trace");
        var command = new ArrayList<>(List.of("strace", "-f", "-o", trace.toString()));
        command.addAll(List.of("-e", "trace=copy_file_range"));
        command.addAll(
                Product.command(
                        "img", "convert", "-C", "-f", from, "-O", to, file(from), file("copy")));
        Tool.run(command, Map.of("BLOCKYARD_NO_BUILD", "1")).ok();
        assertTrue(Files.readString(trace).contains(MARK), "the system was not asked");
        Tool.run("qemu-img", "compare", "-f", from, "-F", to, file(from), file("copy")).ok();
        if (to.equals("qcow2")) {
            Tool.run("qemu-img", "check", "-q", file("copy")).ok();
        }
    }
}
