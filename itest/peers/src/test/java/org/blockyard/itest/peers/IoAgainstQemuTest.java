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
                "base;break read_aio A;remove_break A;resume A;break;break a",
                "base;sigraise 0;sigraise x;sigraise",
                "base;sigraise 15",
                "base;abort",
                "base;sleep 1;sleep x;sleep;sleep -1;sleep 1 2",
                "base;write -c 0 64k;write -c 0 4k;write -bz 0 64k;write -bf 0 64k;write -cf 0 64k;write -c 1 64k",
                "-f raw disk.raw;write -c 0 64k;write -b 0 512;read -b 0 512",
                "base;write -p 0 4k;read -p 0 4k;write -zf 0 4k;write -zn 0 4k",
                "base;aio_read 0 x;aio_read x 512;aio_write -u 0 512;aio_write -z 0 512 512;aio_write -P x 0 512",
                "base;aio_write -z 0 512;aio_flush;aio_read -i 0 512;aio_write -i 0 512;aio_write 100M 512;aio_flush;aio_read -P 9 0 512",
                "base;discard 0 3G;discard x 1;discard 0 x;discard -C 0 64k;discard -q 0 64k;discard 100M 1;discard 0 1 2",
                "base;truncate x;truncate -m bad 1;truncate -m full 9M;length",
                "base;alloc 9M;alloc 0 x;alloc x;alloc -1;alloc 100 100;alloc 0 1 2",
                "-;open -r base;close;close;open -r base;length;close;open -o driver=qcow2 base;close",
                "-;open -o driver=qcow2,file.filename=base;close;open;open nowhere;open -t bad base;open -d bad base",
                "-;open -i bad base;open -nt none base;length;close;open -Z base;open a b;length",
                "-s top;write -P 1 0 4k;read -P 1 0 4k;map",
                "-C top;read 0 4k;map",
                "-r -C base;read 0 4k",
                "-r -s base;write 0 4k",
                "base;reopen -r;write 0 4k;reopen -w;write 0 4k;reopen -c none;reopen -c writethrough;write 0 4k",
                "base;reopen -rw;reopen -c bad;reopen x;reopen -o cache.direct=on -c none;reopen -r -o read-only=off",
                "base;reopen -o lazy-refcounts=on;reopen -Z;reopen -o cache.direct=off;reopen -o nosuch=1;length",
                "-r base;reopen -w;write 0 4k",
                "-i bad base",
                "-i native base;length",
                "-k base",
                "-k -n base;length",
                "-d bad base",
                "-f qcow2 --image-opts driver=qcow2,file.filename=base;length",
                "--object secret,id=s,data=x base;length",
                "--object nosuch,id=s base;length",
                "-T nothing base;length",
                "-n -m base;read 0 4k",
                "-;sleep 1;flush;map;alloc 0;reopen -r;truncate 0;sigraise 0;close;help q;aio_flush;write 0;read;help a b",
                "base;read -a 0 4k;map x;flush x;read -q 0;read 0 1 2;writev -q 0;discard -q 0;truncate -m off 2M;info x",
                "base;read -Cv 0 16;abort x;reopen -r -w;aio_read -q 0;read -P 0 -l 50 0 10;read -P 0 -s x 0 10",
                "base;read -P 0 -s 20 0 10;read -P 0 -l x 0 10;read 0 4G;read 0 1 -l 3;write -zn 16M 1",
                "base;read -P 0x7f 0 1;read -P 010 0 1;read -P -1 0 1;read -P 1x 0 1;read -P 256 0 1",
                "base;help nosuch;help map;help q",
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
        if (!file.equals("-")) {
            arguments.add(file);
        }
        return arguments;
    }

    private static String plain(String text) {
        return text.replaceAll("[\\d:]+\\.\\d\\d( sec)? \\(.*\\)", "T sec")
                .replaceAll("(?m)^\\d+,1,.*$", "figures")
                .replaceAll("length cannot exceed \\d+[^,]*", "length cannot exceed any")
                .replaceAll("\\[-[A-Za-z]+\\]", "[letters]");
    }

    /** By name and short name, with all options: the letters that are newer here are ignored. */
    @Test
    void hasEveryCommandOfThePeer() {
        var ours = commands(Product.run("io", "-c", "help").ok().out());
        var theirs = commands(Tool.run("qemu-io", "-c", "help").ok().out());
        for (var line : theirs) {
            assertTrue(ours.contains(line), line + " is not among " + ours);
        }
    }

    private static List<String> commands(String help) {
        return plain(help)
                .lines()
                .filter(line -> line.contains(" -- "))
                .map(line -> line.replaceAll(" -- .*", ""))
                .toList();
    }

    /** Each option of the peer's help is one of ours, with a value where the peer's has one. */
    @Test
    void hasEveryOptionOfThePeer() {
        var ours = Product.run("io", "--help").ok().out();
        for (var line : Tool.run("qemu-io", "--help").ok().out().split("\n")) {
            var words = line.strip().split("[ ,=]+");
            if (words[0].startsWith("-")) {
                assertTrue(ours.contains("  " + words[0]), line);
                assertTrue(!words[1].startsWith("--") || ours.contains(words[1]), line);
            }
        }
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
