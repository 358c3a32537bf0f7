package org.blockyard.format.qcow2;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import org.blockyard.driver.BlockDevice;
import org.blockyard.io.BlockException;
import org.blockyard.io.RequestFlags;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** After the same writes, zeroes and discards an image has the map that the peer's has. */
class ZeroMapTest {
    private static final int SECTOR = 512;
    private static final int ROUNDS = Integer.getInteger("blockyard.test.rounds", 4);
    private static final int STEPS = 25;

    /** The peer packs into clusters that were freed since: so nothing is freed before. */
    private static final int PACKED_FIRST = 5;

    private static final List<Verb> NOT_PACKED =
            List.of(Verb.WRITE, Verb.ZERO, Verb.ZERO_UNMAP, Verb.DISCARD);

    private static final Pattern ENTRY =
            Pattern.compile("start\": (\\d+), \"length\": \\d+(.*)\\}");

    @TempDir Path folder;

    @BeforeEach
    void needsPeer() {
        QemuTools.require();
    }

    private enum Verb {
        WRITE,
        PACKED,
        ZERO,
        ZERO_UNMAP,
        DISCARD
    }

    private record Step(Verb verb, int value, long offset, long length) {
        String words() {
            return switch (verb) {
                case WRITE -> "write -P %d %d %d".formatted(value, offset, length);
                case PACKED -> "write -c -P %d %d %d".formatted(value, offset, length);
                case ZERO -> "write -z %d %d".formatted(offset, length);
                case ZERO_UNMAP -> "write -zu %d %d".formatted(offset, length);
                case DISCARD -> "discard %d %d".formatted(offset, length);
            };
        }

        void applyTo(BlockDevice device) throws Exception {
            var bytes = new byte[(int) length];
            Arrays.fill(bytes, (byte) value);
            switch (verb) {
                case WRITE -> device.write(offset, ByteBuffer.wrap(bytes), RequestFlags.NONE);
                case PACKED -> {
                    try {
                        device.write(offset, ByteBuffer.wrap(bytes), RequestFlags.COMPRESSED);
                    } catch (BlockException there) {
                        // the peer refuses as well
                    }
                }
                case ZERO -> KernelRequests.zero(device, offset, length, RequestFlags.NONE);
                case ZERO_UNMAP ->
                        KernelRequests.zero(device, offset, length, RequestFlags.MAY_UNMAP);
                case DISCARD -> KernelRequests.discard(device, offset, length);
            }
        }
    }

    @ParameterizedTest(name = "clusters of {0}, extended {1}, backed {2}, snapshot {3}")
    @CsvSource({
        "65536, on, false, false",
        "65536, on, true, false",
        "65536, on, true, true",
        "16384, on, true, false",
        "16384, on, false, true",
        "2097152, on, true, false",
        "65536, off, false, false",
        "65536, off, true, true",
        "4096, off, true, false",
    })
    void theMapIsThePeers(int clusterSize, String extended, boolean backed, boolean snapshot)
            throws Exception {
        int size = 24 * clusterSize + 3 * SECTOR;
        var peers = create(clusterSize, extended, backed, size);
        var ours = folder.resolve("ours.qcow2");
        Files.copy(peers, ours, StandardCopyOption.REPLACE_EXISTING);
        var random = new Random(clusterSize + extended.length() + (backed ? 7 : 0));
        for (int round = 0; round < ROUNDS; round++) {
            if (snapshot && round == 1) {
                QemuTools.succeed("qemu-img", "snapshot", "-c", "s", peers.toString());
                QemuTools.succeed("qemu-img", "snapshot", "-c", "s", ours.toString());
            }
            var steps = new ArrayList<Step>();
            for (int i = 0; i < STEPS; i++) {
                steps.add(
                        i < PACKED_FIRST
                                ? packed(random, clusterSize, size)
                                : step(random, clusterSize, size));
            }
            byPeer(peers, steps);
            byUs(ours, backed, steps);
            assertSame(map(peers), map(ours), steps);
            QemuTools.succeed("qemu-img", "check", "-q", ours.toString());
            var compared = QemuTools.run("qemu-img", "compare", ours.toString(), peers.toString());
            assertEquals(0, compared.exit(), () -> compared.output() + words(steps));
        }
    }

    private static void assertSame(List<String> theirs, List<String> ours, List<Step> steps) {
        for (int i = 0; i < Math.max(theirs.size(), ours.size()); i++) {
            assertEquals(
                    i < theirs.size() ? theirs.get(i) : "",
                    i < ours.size() ? ours.get(i) : "",
                    () -> words(steps));
        }
    }

    private static String words(List<Step> steps) {
        return String.join("\n", steps.stream().map(Step::words).toList());
    }

    private static Step packed(Random random, int clusterSize, int size) {
        long cluster = random.nextInt(size / clusterSize);
        return new Step(Verb.PACKED, 1 + random.nextInt(250), cluster * clusterSize, clusterSize);
    }

    private static Step step(Random random, int clusterSize, int size) {
        var verb = NOT_PACKED.get(random.nextInt(NOT_PACKED.size()));
        int grain = List.of(SECTOR, clusterSize / 32, clusterSize).get(random.nextInt(3));
        grain = Math.max(grain, SECTOR);
        long offset = (long) random.nextInt(size / grain) * grain;
        long most = Math.min(size - offset, 3L * clusterSize);
        long length = random.nextInt(6) == 0 ? most : 1 + random.nextInt((int) most);
        length = Math.min(most, Math.max(SECTOR, length / grain * grain));
        return new Step(verb, 1 + random.nextInt(250), offset, length);
    }

    private Path create(int clusterSize, String extended, boolean backed, int size)
            throws Exception {
        var image = folder.resolve("peers.qcow2");
        var command = new ArrayList<>(List.of("qemu-img", "create", "-q", "-f", "qcow2", "-o"));
        command.add("cluster_size=" + clusterSize + ",extended_l2=" + extended);
        if (backed) {
            // shorter than the disk: behind its end there is nothing
            var content = new byte[12 * clusterSize + 3 * SECTOR];
            Arrays.fill(content, (byte) 7);
            Files.write(folder.resolve("below"), content);
            command.addAll(List.of("-F", "raw", "-b", folder.resolve("below").toString()));
        }
        command.addAll(List.of(image.toString(), Integer.toString(size)));
        QemuTools.succeed(command.toArray(new String[0]));
        return image;
    }

    private static void byPeer(Path image, List<Step> steps) throws Exception {
        var command = new ArrayList<>(List.of("qemu-io", "-f", "qcow2", "-d", "unmap"));
        steps.forEach(step -> command.addAll(List.of("-c", step.words())));
        command.add(image.toString());
        // packed writes to clusters with data fail, there as here
        QemuTools.run(command.toArray(new String[0]));
    }

    private void byUs(Path image, boolean backed, List<Step> steps) throws Exception {
        try (var file = new FileChild(image);
                var backing = backed ? new FileChild(folder.resolve("below")) : null) {
            var context = new TestContext(file, Optional.ofNullable(backing));
            context.discard = true;
            try (var device = context.open()) {
                for (var step : steps) {
                    step.applyTo(device);
                }
            }
        }
    }

    /**
     * The map, with neighbours of one kind as one: where they lie is each side's own choice, and
     * whether the file has a hole where data are.
     */
    private static List<String> map(Path image) throws Exception {
        var map = QemuTools.succeed("qemu-img", "map", "--output=json", image.toString());
        var merged = new ArrayList<String>();
        var last = "";
        for (var found = ENTRY.matcher(map); found.find(); ) {
            var kind =
                    found.group(2)
                            .replaceAll("offset\": \\d+", "offset\"")
                            .replace("true, \"data\": true", "false, \"data\": true");
            if (!kind.equals(last)) {
                merged.add(found.group(1) + kind);
            }
            last = kind;
        }
        return merged;
    }
}
