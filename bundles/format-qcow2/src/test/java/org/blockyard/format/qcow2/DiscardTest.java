package org.blockyard.format.qcow2;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.tck.MemoryChild;
import org.blockyard.format.qcow2.option.Qcow2Options;
import org.blockyard.io.Extent;
import org.blockyard.io.RequestFlags;
import org.blockyard.option.OptionSchema;
import org.blockyard.option.ReadMode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Discards and zeroes leave clusters in the state in which the peer leaves them. */
class DiscardTest {
    private static final int CLUSTER = 65536;

    /** States of clusters: nothing, data, zero, zero with space, packed, data of a snapshot. */
    private static final int STATES = 6;

    @TempDir Path folder;

    @BeforeEach
    void needsPeer() {
        QemuTools.require();
    }

    @ParameterizedTest(name = "compat {0}, backed {1}, {2}")
    @CsvSource({
        "1.1, false, discard", "1.1, true, discard", "0.10, false, discard", "0.10, true, discard",
        "1.1, false, 'write -z'", "1.1, true, 'write -z'", "0.10, false, 'write -z'",
                "0.10, true, 'write -z'",
        "1.1, false, 'write -zu'", "1.1, true, 'write -zu'", "0.10, false, 'write -zu'",
                "0.10, true, 'write -zu'",
    })
    void eachStateBecomesWhatThePeerMakesOfIt(String compat, boolean backed, String operation)
            throws Exception {
        var ours = prepared(compat, backed);
        var peers = folder.resolve("peers.qcow2");
        Files.copy(ours, peers, StandardCopyOption.REPLACE_EXISTING);
        var below = folder.resolve("below");
        try (var file = new FileChild(ours);
                var backing = backed ? new FileChild(below) : null;
                var device = new TestContext(file, Optional.ofNullable(backing)).open()) {
            for (int state = 0; state < STATES; state++) {
                apply(device, operation, (2L * state) * CLUSTER, CLUSTER);
            }
            apply(device, operation, 30L * CLUSTER + 512, 3 * CLUSTER);
        }
        var commands = new ArrayList<String>();
        for (int state = 0; state < STATES; state++) {
            commands.add(operation + " " + 2L * state * CLUSTER + " " + CLUSTER);
        }
        commands.add(operation + " " + (30L * CLUSTER + 512) + " " + 3 * CLUSTER);
        qemuIo(peers, commands);
        QemuTools.succeed("qemu-img", "check", "-q", ours.toString());
        assertEquals(map(peers), map(ours));
        QemuTools.succeed("qemu-img", "compare", ours.toString(), peers.toString());
    }

    @Test
    void placesAreKeptOnDemand() throws Exception {
        var file = new MemoryChild();
        TestContext.over(file).create(TestContext.creation(1 << 20));
        var options =
                OptionSchema.of(Qcow2Options.class)
                        .read(Map.of("file", "file", "discard-no-unref", "on"), ReadMode.LEGACY);
        var context = TestContext.over(file);
        context.discard = true;
        try (var device = new Qcow2Driver().open(options, context)) {
            device.write(0, ByteBuffer.wrap(new byte[] {1, 2, 3}), RequestFlags.NONE);
            var place = device.status(0, 1).location();
            device.discard(0, CLUSTER);
            var kept = device.status(0, 1);
            assertEquals(Extent.Kind.ZERO_ALLOCATED, kept.kind());
            assertEquals(place, kept.location());
            device.write(CLUSTER - 1, ByteBuffer.wrap(new byte[] {9}), RequestFlags.NONE);
            assertEquals(place, device.status(0, 1).location());
            var back = ByteBuffer.allocate(CLUSTER);
            device.read(0, back);
            assertEquals(0, back.get(0));
            assertEquals(9, back.get(CLUSTER - 1));
        }
    }

    private static void apply(BlockDevice device, String operation, long offset, long length)
            throws Exception {
        if (operation.equals("discard")) {
            KernelRequests.discard(device, offset, length);
        } else {
            var flags = operation.endsWith("u") ? RequestFlags.MAY_UNMAP : RequestFlags.NONE;
            KernelRequests.zero(device, offset, length, flags);
        }
    }

    private Path prepared(String compat, boolean backed) throws Exception {
        var image = folder.resolve("ours.qcow2");
        var command =
                new ArrayList<>(
                        List.of(
                                "qemu-img",
                                "create",
                                "-q",
                                "-f",
                                "qcow2",
                                "-o",
                                "compat=" + compat));
        if (backed) {
            var content = new byte[40 * CLUSTER];
            java.util.Arrays.fill(content, (byte) 7);
            Files.write(folder.resolve("below"), content);
            command.addAll(List.of("-F", "raw", "-b", folder.resolve("below").toString()));
        }
        command.addAll(List.of(image.toString(), Integer.toString(40 * CLUSTER)));
        QemuTools.succeed(command.toArray(new String[0]));
        qemuIo(image, List.of("write -P 5 640k 128k"));
        QemuTools.succeed("qemu-img", "snapshot", "-c", "s", image.toString());
        qemuIo(
                image,
                List.of(
                        "write -P 1 128k 128k",
                        "write -zu 256k 128k",
                        "write -P 1 384k 128k",
                        "write -z 384k 128k",
                        "write -c -P 2 512k 128k",
                        "write -P 3 1900k 400k"));
        return image;
    }

    private static void qemuIo(Path image, List<String> commands) throws Exception {
        var all = new ArrayList<>(List.of("qemu-io", "-f", "qcow2", "-d", "unmap"));
        commands.forEach(one -> all.addAll(List.of("-c", one)));
        all.add(image.toString());
        QemuTools.succeed(all.toArray(new String[0]));
    }

    private static String map(Path image) throws Exception {
        return QemuTools.succeed("qemu-img", "map", "--output=json", image.toString())
                .replaceAll("\"offset\": \\d+", "\"offset\"");
    }
}
