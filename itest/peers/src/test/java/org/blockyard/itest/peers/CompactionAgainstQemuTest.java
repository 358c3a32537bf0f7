package org.blockyard.itest.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Images of the peer that were compacted where they are: to the peer they are what they were. */
class CompactionAgainstQemuTest {
    private static final int SIZE = 12 << 20;

    @TempDir Path folder;

    @BeforeEach
    void makePlainDisk() throws IOException {
        Tool.requires("qemu-img", "qemu-io");
        var plain = new byte[SIZE];
        new Random(1).nextBytes(plain);
        Files.write(folder.resolve("plain"), plain);
    }

    private Tool.Result run(Side side, String line) {
        return side.run(
                "img",
                List.of(line.split(" ")).stream()
                        .map(word -> word.replace("@", folder + "/"))
                        .toList());
    }

    private void zero(String format, String image) {
        Side.THEIRS
                .run(
                        "io",
                        List.of(
                                "-f",
                                format,
                                "-c",
                                "write -P 0 1M 3M",
                                "-c",
                                "write -P 0 6M 2M",
                                folder.resolve(image).toString()))
                .ok();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "parallels",
                "qcow",
                "qcow2",
                "qcow2 -o cluster_size=512",
                "qed",
                "vdi",
                "vmdk"
            })
    void zeroesGoAndAllElseStays(String kind) throws IOException {
        var format = kind.split(" ")[0];
        run(Side.THEIRS, "convert -f raw -O " + kind + " @plain @disk").ok();
        zero(format, "disk");
        zero("raw", "plain");
        long before = Files.size(folder.resolve("disk"));
        run(Side.OURS, "compact -f " + format + " @disk").ok();
        assertTrue(Files.size(folder.resolve("disk")) <= before - (4 << 20), "no space came back");
        if (!format.equals("qcow")) {
            run(Side.THEIRS, "check -f " + format + " @disk").ok();
        }
        run(Side.THEIRS, "compare -f raw -F " + format + " @plain @disk").ok();
        run(Side.OURS, "compact -q -f " + format + " @disk").ok();
        run(Side.THEIRS, "compare -f raw -F " + format + " @plain @disk").ok();
    }

    @Test
    void whatCanNotBeCompactedSaysSo() {
        run(Side.THEIRS, "convert -f raw -O vdi -o static=on @plain @static").ok();
        for (var line : List.of("compact -f raw @plain", "compact -f vdi @static")) {
            var refused = run(Side.OURS, line);
            assertEquals(1, refused.status());
            assertEquals(1, refused.err().lines().count(), refused.err());
        }
    }
}
