package org.blockyard.itest.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What VirtualBox disk images are to the peer when we have changed them, beyond being copied. */
class VdiAgainstQemuTest {
    private static final int MIB = 1 << 20;
    private static final int SIZE = 9 * MIB;
    private static final int IDS_AT = 0x188;
    private static final int PARENT_IDS_AT = 0x1A8;
    private static final int IDS_SIZE = 32;

    @TempDir Path folder;

    @BeforeEach
    void makePlainDisk() throws IOException {
        Tool.requires("qemu-img", "qemu-io");
        var plain = new byte[SIZE];
        new Random(1).nextBytes(plain);
        Arrays.fill(plain, 2 * MIB, 5 * MIB, (byte) 0);
        Files.write(path("plain"), plain);
    }

    private Path path(String name) {
        return folder.resolve(name);
    }

    private Tool.Result run(Side side, String tool, String line) {
        return side.run(
                tool,
                List.of(line.split(" ")).stream()
                        .map(word -> word.replace("@", folder + "/"))
                        .toList());
    }

    private Tool.Result us(String line) {
        return run(Side.OURS, "img", line);
    }

    private Tool.Result them(String line) {
        return run(Side.THEIRS, "img", line);
    }

    private void write(Side side, String command) {
        side.run("io", List.of("-f", "vdi", "-c", command, path("disk").toString())).ok();
    }

    @Test
    void newImagesAreAsLongAsThePeers() throws IOException {
        for (var options : List.of("", "-o static=on ")) {
            for (var size : List.of("0", "511", "1M", "3584K", "40G")) {
                us("create -q -f vdi " + options + "@ours " + size).ok();
                them("create -q -f vdi " + options + "@theirs " + size).ok();
                assertEquals(Files.size(path("theirs")), Files.size(path("ours")), size);
                them("check -f vdi @ours").ok();
                us("check -f vdi @theirs").ok();
            }
        }
    }

    @Test
    void whatCanNotBeMadeIsRefusedInTheSameWords() {
        for (var line :
                List.of("create -f vdi @disk 600T", "create -f vdi -b @x -F raw @disk 1M")) {
            assertEquals(them(line).err(), us(line).err());
        }
    }

    @Test
    void lengthIsChangedForThePeerToo() throws IOException {
        us("convert -f raw -O vdi @plain @disk").ok();
        for (var length : List.of("9500K", "5G", "3T")) {
            us("resize -q -f vdi @disk " + length).ok();
            write(Side.OURS, "write -P 7 8M 1200K");
            them("check -f vdi @disk").ok();
            assertTrue(them("info -f vdi @disk").ok().out().contains("file format: vdi"));
        }
        long before = Files.size(path("disk"));
        us("resize -q --shrink -f vdi @disk 8M").ok();
        them("check -f vdi @disk").ok();
        try (var plain = new RandomAccessFile(path("plain").toFile(), "rw")) {
            plain.setLength(8 * MIB);
        }
        them("compare -f raw -F vdi @plain @disk").ok();
        assertTrue(Files.size(path("disk")) < before, "what was cut off is given back");
    }

    @Test
    void imageGrownByBothStaysGood() {
        us("create -q -f vdi @disk 20M").ok();
        for (int round = 0; round < 6; round++) {
            var side = Side.values()[round % 2];
            write(side, "write -P " + (round + 1) + " " + (17 - 3 * round) + "M 1500K");
            them("check -f vdi @disk").ok();
            us("check -f vdi @disk").ok();
        }
        them("convert -f vdi -O raw @disk @theirs").ok();
        us("compare -f raw -F vdi @theirs @disk").ok();
    }

    @Test
    void imageWithAParentNeedsItsName() throws IOException {
        us("convert -f raw -O vdi @plain @parent").ok();
        us("create -q -f vdi @child 9M").ok();
        layOver("parent");
        for (var refused : List.of(us("info -f vdi @child"), them("info -f vdi @child"))) {
            assertNotEquals(0, refused.status());
            assertTrue(refused.err().contains("non-NULL link UUID"), refused.err());
        }
        compareOver("parent").ok();
        them("convert -f raw -O vdi @plain @other").ok();
        var wrong = compareOver("other");
        assertNotEquals(0, wrong.status());
        assertTrue(wrong.err().contains("The parent '"), wrong.err());
        layOver("other");
        compareOver("other").ok();
    }

    private void layOver(String parent) throws IOException {
        try (var below = new RandomAccessFile(path(parent).toFile(), "r");
                var child = new RandomAccessFile(path("child").toFile(), "rw")) {
            var ids = new byte[IDS_SIZE];
            below.seek(IDS_AT);
            below.readFully(ids);
            child.seek(PARENT_IDS_AT);
            child.write(ids);
        }
    }

    private Tool.Result compareOver(String parent) {
        return us(
                "compare --image-opts driver=raw,file.filename=@plain"
                        + " driver=vdi,file.filename=@child,"
                        + "backing.driver=vdi,backing.file.filename=@"
                        + parent);
    }
}
