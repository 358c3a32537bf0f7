package org.blockyard.itest.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The exerciser prints the result lines of qemu-io, ends as it ends and leaves the same bytes. */
class IoAgainstQemuTest {
    @TempDir static Path folder;
    static Path images;

    @BeforeAll
    static void makeImages() throws IOException {
        Tool.requires("qemu-img", "qemu-io");
        images = Files.createDirectory(folder.resolve("images"));
        var base = images.resolve("base").toString();
        var top = images.resolve("top").toString();
        Tool.run("qemu-img", "create", "-f", "qcow2", base, "8M").ok();
        Tool.run("qemu-io", "-c", "write -P 1 0 1M", "-c", "write -z 2M 1M", base).ok();
        Tool.run("qemu-img", "create", "-f", "qcow2", "-b", "base", "-F", "qcow2", top).ok();
        Tool.run("qemu-io", "-c", "write -P 2 64k 128k", top).ok();
        Tool.run("truncate", "-s", "1M", images.resolve("disk.raw").toString()).ok();
        Files.writeString(images.resolve("pattern"), "abcd");
        Files.createFile(images.resolve("empty"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-f raw disk.raw;write 0 64k;read -P 0xcd 0 64k",
                "-f raw disk.raw;write -P 7 1000 3000;read -v 990 50",
                "-f raw disk.raw;read -P 1 0 4k",
                "-f raw disk.raw;read -P 0 -s 100 -l 200 0 4k",
                "-f raw disk.raw;read -P 0 -s 100 -l 20000 0 4k",
                "-f raw disk.raw;read -s 100 0 4k",
                "-f raw disk.raw;write -u 0 4k",
                "-f raw disk.raw;write -n 0 4k",
                "-f raw disk.raw;write -s pattern 3 10;read -v 0 16",
                "-f raw disk.raw;write -s empty 0 10",
                "-f raw disk.raw;write -s nowhere 0 10",
                "-f raw disk.raw;write -P 300 0 4k",
                "-f raw disk.raw;write x 4k",
                "-f raw disk.raw;write 1M 4k",
                "-f raw disk.raw;write 0 3G",
                "-f raw disk.raw;read 1M 4k",
                "-f raw disk.raw;write 0",
                "-f raw disk.raw;nosuch 0",
                "-f raw disk.raw;write -Z 0 4k",
                "-f raw disk.raw;write -q 0 4k;read -q -P 0xcd 0 4k",
                "-f raw -r disk.raw;read 0 4k;write 0 4k",
                "-f raw disk.raw;discard 0 64k;flush;length",
                "-f raw disk.raw;truncate 2M;length;truncate 100;length",
                "-f raw disk.raw;alloc 0;alloc 0 1M;map",
                "base;map;length",
                "top;map;alloc 0;alloc 64k 1M;alloc 0 8M;alloc 7M 2M",
                "top;writev 0 512 1k 4k;readv -P 0xcd 0 512 1k 4k;read -P 1 6k 2k",
                "base;aio_write -P 3 0 64k;aio_flush;aio_read -P 3 0 64k;aio_flush",
                "base;write -z 0 64k;write -zu 64k 64k;write -f 128k 64k;read -P 0 0 128k;map",
                "base;reopen -r;write 0 4k;reopen -w;write 0 4k",
                "base;close;read 0 4k;open base;read 0 4k;open base",
                "base;quit;read 0 4k",
                "--image-opts driver=qcow2,file.filename=top;read -P 1 0 4k",
                "nowhere;read 0 4k",
                "-f nosuch base;read 0 4k",
                "-t bad base;read 0 4k",
                "-t writethrough base;write 0 4k",
            })
    void doesAndSaysTheSame(String script) throws IOException {
        var folders = Folders.of(images, folder);
        var us = folders.us("io", arguments(script));
        var them = folders.them("io", arguments(script));
        assertEquals(plain(them.out()), plain(us.out()), us.err());
        assertEquals(them.status(), us.status(), us.err());
        for (var image : List.of("base", "top", "disk.raw")) {
            Tool.run(
                            "qemu-img",
                            "compare",
                            folders.ours().resolve(image).toString(),
                            folders.theirs().resolve(image).toString())
                    .ok();
        }
        Tool.run("qemu-img", "check", folders.ours().resolve("top").toString()).ok();
    }

    private static List<String> arguments(String script) {
        var parts = script.split(";");
        var arguments = new ArrayList<>(List.of(parts[0].split(" ")));
        var file = arguments.removeLast();
        for (int i = 1; i < parts.length; i++) {
            arguments.addAll(List.of("-c", parts[i]));
        }
        arguments.add(file);
        return arguments;
    }

    private static String plain(String text) {
        return text.replaceAll("\\d\\d\\.\\d\\d sec \\(.*\\)", "T sec")
                .replaceAll("length cannot exceed \\d+[^,]*", "length cannot exceed any")
                .replaceAll("\\[-[A-Za-z]+\\]", "[letters]");
    }

    @Test
    void readsCommandsFromItsInput() throws IOException {
        var folders = Folders.of(images, folder);
        var shell = "printf 'length\\nquit\\n' | \"$0\" \"$@\"";
        var command = new ArrayList<>(List.of("sh", "-c", shell));
        command.addAll(Product.command("io", "-r", folders.ours().resolve("base").toString()));
        var out = Tool.run(command, Map.of("BLOCKYARD_NO_BUILD", "1")).ok().out();
        assertTrue(out.contains("qemu-io> 8 MiB\n"), out);
    }
}
