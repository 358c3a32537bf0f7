package org.blockyard.format.qcow2;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.blockyard.driver.CheckResult;
import org.blockyard.driver.Checkable;
import org.blockyard.driver.Checkable.Repair;
import org.blockyard.driver.Progress;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Damage is found, counted and repaired as the peer does it. */
class RepairTest {
    private static final int CLUSTER = 4096;
    private static final long OFFSET = 0x00ff_ffff_ffff_fe00L;
    private static final long COPIED = 1L << 63;

    @TempDir Path folder;

    @BeforeEach
    void needsPeer() {
        QemuTools.require();
    }

    /** What is wrong with an image of 16-bit counts that has data and a snapshot. */
    private enum Damage {
        LEAK {
            @Override
            void to(ByteBuffer image) {
                count(image, image.limit() / CLUSTER - 1, 1);
            }
        },
        COUNT_TOO_LOW {
            @Override
            void to(ByteBuffer image) {
                count(image, (int) (l2(image, 0) & OFFSET) / CLUSTER, -1);
            }
        },
        COUNT_TOO_HIGH {
            @Override
            void to(ByteBuffer image) {
                count(image, (int) (l2(image, 1) & OFFSET) / CLUSTER, 3);
            }
        },
        NOT_COPIED {
            @Override
            void to(ByteBuffer image) {
                image.putLong(l2At(image, 300), l2(image, 300) & ~COPIED);
            }
        },
        COPIED_BUT_SHARED {
            @Override
            void to(ByteBuffer image) {
                image.putLong(l2At(image, 0), l2(image, 0) | COPIED);
            }
        },
        NAMED_TWICE {
            @Override
            void to(ByteBuffer image) {
                image.putLong(l2At(image, 301), l2(image, 300));
            }
        },
        TABLE_NOT_COPIED {
            @Override
            void to(ByteBuffer image) {
                int l1 = (int) image.getLong(40);
                image.putLong(l1, image.getLong(l1) & ~COPIED);
            }
        };

        abstract void to(ByteBuffer image);

        static int l2At(ByteBuffer image, int index) {
            return (int) (image.getLong((int) image.getLong(40)) & OFFSET) + 8 * index;
        }

        static long l2(ByteBuffer image, int index) {
            return image.getLong(l2At(image, index));
        }

        static void count(ByteBuffer image, int cluster, int change) {
            int block = (int) image.getLong((int) image.getLong(48));
            int at = block + 2 * cluster;
            image.putShort(at, (short) (image.getShort(at) + change));
        }
    }

    private Path damaged(Damage damage, String name) throws IOException {
        var path = folder.resolve(name);
        QemuTools.succeed(
                "qemu-img",
                "create",
                "-q",
                "-f",
                "qcow2",
                "-o",
                "cluster_size=" + CLUSTER,
                path.toString(),
                "2M");
        QemuTools.succeed("qemu-io", "-c", "write -P 1 0 300k", path.toString());
        QemuTools.succeed("qemu-img", "snapshot", "-c", "s", path.toString());
        QemuTools.succeed("qemu-io", "-c", "write -P 2 1200k 100k", path.toString());
        var bytes = ByteBuffer.wrap(Files.readAllBytes(path));
        damage.to(bytes);
        Files.write(path, bytes.array());
        return path;
    }

    @ParameterizedTest
    @EnumSource
    void whatIsFoundAndMendedIsThePeers(Damage damage) throws Exception {
        for (var repair : Repair.values()) {
            var ours = damaged(damage, "ours.qcow2");
            var peers = damaged(damage, "peers.qcow2");
            var result = check(ours, repair);
            var output = byPeer(peers, repair);
            assertEquals(number(output, "corruptions"), result.corruptions(), output);
            assertEquals(number(output, "leaks"), result.leaks(), output);
            assertEquals(number(output, "corruptions-fixed"), result.corruptionsFixed(), output);
            assertEquals(number(output, "leaks-fixed"), result.leaksFixed(), output);
            assertEquals(exit(peers), exit(ours), "the peer's opinion of what is left");
            QemuTools.succeed("qemu-img", "compare", "-q", ours.toString(), peers.toString());
        }
    }

    private static CheckResult check(Path path, Repair repair) throws IOException {
        try (var file = new FileChild(path)) {
            var context = TestContext.over(file);
            context.readOnly = repair == Repair.NONE;
            context.metadataOnly = true;
            try (var device = context.open()) {
                return ((Checkable) device).check(repair, finding -> {}, Progress.NONE);
            }
        }
    }

    private static String byPeer(Path path, Repair repair) throws IOException {
        var command = new ArrayList<>(List.of("qemu-img", "check", "--output=json"));
        switch (repair) {
            case NONE -> {}
            case LEAKS -> command.addAll(List.of("-r", "leaks"));
            case ALL -> command.addAll(List.of("-r", "all"));
        }
        command.add(path.toString());
        return QemuTools.run(command.toArray(new String[0])).output();
    }

    private static int exit(Path path) throws IOException {
        return QemuTools.run("qemu-img", "check", "-q", path.toString()).exit();
    }

    /** 0 if the peer does not tell. */
    private static long number(String output, String name) {
        var found = Pattern.compile("\"" + name + "\": (\\d+)").matcher(output);
        return found.find() ? Long.parseLong(found.group(1)) : 0;
    }
}
