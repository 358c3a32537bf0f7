package org.blockyard.format.qcow2;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.blockyard.driver.Amending;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.Progress;
import org.blockyard.driver.Snapshotting;
import org.blockyard.format.qcow2.option.Qcow2AmendOptions;
import org.blockyard.io.BlockException;
import org.blockyard.option.OptionSchema;
import org.blockyard.option.ReadMode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Options of an image that is there change as the peer changes them. */
class AmendTest {
    private static final int SIZE = 2 << 20;

    @TempDir Path folder;

    @BeforeEach
    void needsPeer() {
        QemuTools.require();
    }

    @ParameterizedTest(name = "{0} with snapshots {1} backed {2}: {3}")
    @CsvSource({
        "'cluster_size=4k', false, false, 'compat=0.10'",
        "'cluster_size=4k', true, false, 'compat=0.10'",
        "'cluster_size=4k', true, true, 'compat=0.10'",
        "'cluster_size=512', false, true, 'compat=0.10'",
        "'cluster_size=4k,refcount_bits=8', false, false, 'compat=0.10,refcount_bits=16'",
        "'cluster_size=4k,lazy_refcounts=on', false, false, 'lazy_refcounts=off'",
        "'cluster_size=4k,compat=0.10', true, true, 'compat=1.1,size=4M'",
        "'cluster_size=512,compat=0.10', false, false, 'compat=1.1,lazy_refcounts=on'",
        "'cluster_size=4k', true, false, 'refcount_bits=64'",
        "'cluster_size=512', true, false, 'refcount_bits=8'",
        "'cluster_size=64k', false, false, 'refcount_bits=1'",
        "'cluster_size=64k', false, false, 'size=1M,refcount_bits=32'",
    })
    void theImageReadsAsBeforeAndIsWhatThePeerMakesOfIt(
            String creation, boolean kept, boolean backed, String change) throws Exception {
        var image = image(creation, kept, backed);
        var peers = folder.resolve("peers.qcow2");
        Files.copy(image, peers, StandardCopyOption.REPLACE_EXISTING);
        amend(image, change);
        QemuTools.succeed("qemu-img", "amend", "-f", "qcow2", "-o", change, peers.toString());
        QemuTools.succeed("qemu-img", "check", "-q", "-f", "qcow2", image.toString());
        assertEquals(info(peers), info(image));
        assertArrayEquals(raw(peers, List.of()), raw(image, List.of()));
        if (kept) {
            assertArrayEquals(raw(peers, List.of("-l", "s1")), raw(image, List.of("-l", "s1")));
            QemuTools.succeed("qemu-img", "snapshot", "-a", "s2", image.toString());
            QemuTools.succeed("qemu-img", "check", "-q", "-f", "qcow2", image.toString());
        }
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "'compat=1.1', 'refcount_bits=7'",
        "'compat=1.1', 'refcount_bits=128'",
        "'refcount_bits=8', 'compat=0.10'",
        "'compat=1.1', 'compat=0.10,refcount_bits=8'",
        "'compat=0.10', 'lazy_refcounts=on'",
        "'compat=1.1', 'backing_file=x'",
        "'compat=1.1', 'backing_fmt=raw'",
        "'compat=1.1', 'data_file=x'",
        "'compat=1.1', 'data_file_raw=on'",
        "'compat=1.1', 'size=1000'",
    })
    void whatCannotBeIsRefusedInThePeersWords(String creation, String change) throws Exception {
        var image = image(creation, false, false);
        var before = Files.readAllBytes(image);
        var refused = assertThrows(BlockException.class, () -> amend(image, change));
        var peers =
                QemuTools.run("qemu-img", "amend", "-f", "qcow2", "-o", change, image.toString());
        assertEquals(1, peers.exit());
        assertEquals(
                "qemu-img: " + refused.getMessage(), peers.output().lines().findFirst().orElse(""));
        assertArrayEquals(before, Files.readAllBytes(image));
    }

    @Test
    void countsThatDoNotFitKeepTheirWidth() throws Exception {
        var image = image("cluster_size=64k", true, false);
        var refused = assertThrows(BlockException.class, () -> amend(image, "refcount_bits=1"));
        var peers =
                QemuTools.run(
                        "qemu-img",
                        "amend",
                        "-f",
                        "qcow2",
                        "-o",
                        "refcount_bits=1",
                        image.toString());
        assertEquals("qemu-img: " + refused.getMessage(), peers.output().strip());
        QemuTools.succeed("qemu-img", "check", "-q", "-f", "qcow2", image.toString());
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "'cluster_size=4k', 'compat=0.10'",
        "'cluster_size=64k,compat=0.10', 'compat=1.1,refcount_bits=8'",
        "'cluster_size=512', 'refcount_bits=64'",
        "'cluster_size=4k,lazy_refcounts=on', 'lazy_refcounts=off,size=3M'",
        "'cluster_size=4k', 'lazy_refcounts=on,refcount_bits=32,size=1536k'",
    })
    void theImageIsUsedOnAtOnce(String creation, String change) throws Exception {
        var image = image(creation, true, false);
        var guest = new RandomGuest(7, raw(image, List.of()));
        try (var file = new FileChild(image);
                var device = TestContext.over(file).open()) {
            amend(device, change);
            guest.model = java.util.Arrays.copyOf(guest.model, (int) device.length());
            guest.open = new boolean[guest.model.length];
            guest.verify(device);
            for (int i = 0; i < 40; i++) {
                guest.step(device, 50_000);
            }
            ((Snapshotting) device).applySnapshot("s2");
            ((Snapshotting) device).deleteSnapshot("s1");
            guest.model = raw(image, List.of("-l", "s2"));
            guest.model = java.util.Arrays.copyOf(guest.model, (int) device.length());
            guest.open = new boolean[guest.model.length];
            for (int i = 0; i < 40; i++) {
                guest.step(device, 50_000);
            }
            guest.verify(device);
        }
        QemuTools.succeed("qemu-img", "check", "-q", "-f", "qcow2", image.toString());
        assertArrayEquals(guest.model, raw(image, List.of()));
    }

    private Path image(String creation, boolean kept, boolean backed) throws Exception {
        var image = folder.resolve("image.qcow2");
        var random = new Random(creation.hashCode());
        if (backed) {
            var below = new byte[SIZE];
            random.nextBytes(below);
            Files.write(folder.resolve("below"), below);
            QemuTools.succeed(
                    "qemu-img",
                    "create",
                    "-q",
                    "-f",
                    "qcow2",
                    "-o",
                    creation,
                    "-F",
                    "raw",
                    "-b",
                    folder.resolve("below").toString(),
                    image.toString());
        } else {
            QemuTools.succeed(
                    "qemu-img",
                    "create",
                    "-q",
                    "-f",
                    "qcow2",
                    "-o",
                    creation,
                    image.toString(),
                    "2M");
        }
        write(
                image,
                "write -P 1 0 300k",
                "write -z 100k 100k",
                "write -P 2 1M 64k",
                "write -z 1M 8k");
        if (kept) {
            QemuTools.succeed("qemu-img", "snapshot", "-c", "s1", image.toString());
            write(image, "write -P 3 50k 100k", "write -zu 1M 500k");
            QemuTools.succeed("qemu-img", "snapshot", "-c", "s2", image.toString());
            write(image, "write -P 4 1500k 100k", "write -c -P 5 1984k 64k");
        }
        return image;
    }

    private static void write(Path image, String... commands) throws Exception {
        var all = new java.util.ArrayList<>(List.of("qemu-io", "-f", "qcow2"));
        for (var command : commands) {
            all.addAll(List.of("-c", command));
        }
        all.add(image.toString());
        QemuTools.run(all.toArray(new String[0]));
    }

    private static String info(Path image) throws Exception {
        return QemuTools.succeed("qemu-img", "info", "--output=json", image.toString())
                .replaceAll("\"(filename|actual-size)\": [^,]*,", "");
    }

    private byte[] raw(Path image, List<String> more) throws Exception {
        var raw = folder.resolve("raw");
        var command = new java.util.ArrayList<>(List.of("qemu-img", "convert", "-O", "raw"));
        command.addAll(more);
        command.addAll(List.of(image.toString(), raw.toString()));
        QemuTools.succeed(command.toArray(new String[0]));
        return Files.readAllBytes(raw);
    }

    private void amend(Path image, String change) throws Exception {
        var below = folder.resolve("below");
        try (var file = new FileChild(image);
                var backing = Files.exists(below) ? new FileChild(below) : null;
                var device = new TestContext(file, Optional.ofNullable(backing)).open()) {
            amend(device, change);
        }
    }

    private static void amend(BlockDevice device, String change) throws Exception {
        @SuppressWarnings("unchecked")
        var amending = (Amending<Qcow2AmendOptions>) device;
        amending.amend(options(change), false, Progress.NONE);
    }

    private static Qcow2AmendOptions options(String change) throws Exception {
        return OptionSchema.of(Qcow2AmendOptions.class)
                .read(org.blockyard.option.KeyValues.parseFlat(change), ReadMode.LEGACY);
    }
}
