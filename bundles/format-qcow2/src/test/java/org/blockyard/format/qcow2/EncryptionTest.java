package org.blockyard.format.qcow2;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.blockyard.crypto.cipher.CipherMode;
import org.blockyard.crypto.cipher.IvGenerator;
import org.blockyard.crypto.luks.KeySlotOptions;
import org.blockyard.driver.Amending;
import org.blockyard.driver.Checkable;
import org.blockyard.driver.Checkable.Repair;
import org.blockyard.driver.Describable;
import org.blockyard.driver.Preallocation;
import org.blockyard.driver.Progress;
import org.blockyard.driver.Snapshotting;
import org.blockyard.driver.tck.CompactionTrial;
import org.blockyard.driver.tck.MemoryChild;
import org.blockyard.format.qcow2.option.Qcow2AmendOptions;
import org.blockyard.format.qcow2.option.Qcow2CreateOptions;
import org.blockyard.format.qcow2.option.Qcow2Encryption;
import org.blockyard.format.qcow2.option.Qcow2Key;
import org.blockyard.format.qcow2.option.Qcow2SlotOptions;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.option.KeyValues;
import org.blockyard.option.OptionSchema;
import org.blockyard.option.ReadMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Encrypted images are made, read, written and given other passwords as the peer does it. */
class EncryptionTest {
    private static final int SIZE = 4 << 20;
    private static final byte[] PASSWORD = "letmein".getBytes(StandardCharsets.UTF_8);

    @TempDir Path folder;

    private Path image() {
        return folder.resolve("image.qcow2");
    }

    private static Qcow2CreateOptions creation(
            String format, boolean cbc, int clusterSize, int version, Preallocation how) {
        var plain = TestContext.creation(SIZE, version, clusterSize, 16);
        var encryption =
                new Qcow2Encryption(
                        Qcow2Key.Format.valueOf(format),
                        Optional.of("s"),
                        Optional.empty(),
                        cbc ? Optional.of(CipherMode.CBC) : Optional.empty(),
                        cbc ? Optional.of(IvGenerator.ESSIV) : Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(10L));
        return new Qcow2CreateOptions(
                plain.file(),
                clusterSize,
                false,
                Optional.of(how),
                plain.compressionType(),
                SIZE,
                plain.version(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                16,
                Optional.of(encryption));
    }

    private static TestContext context(org.blockyard.driver.Child file, byte[] password) {
        var context = TestContext.over(file);
        context.secret = password;
        context.key = Optional.of(new Qcow2Key(Optional.empty(), Optional.of("s")));
        return context;
    }

    private String[] qemu(String tool, String... rest) throws IOException {
        Files.write(folder.resolve("key"), PASSWORD);
        var command =
                new ArrayList<>(
                        List.of(
                                tool,
                                rest[0],
                                "--object",
                                "secret,id=s,file=" + folder.resolve("key")));
        command.addAll(Arrays.asList(rest).subList(1, rest.length));
        return command.toArray(new String[0]);
    }

    private String options() {
        return "driver=qcow2,encrypt.key-secret=s,file.filename=" + image();
    }

    @ParameterizedTest(name = "{0}, backed {1}")
    @CsvSource({"LUKS, false", "AES, false", "LUKS, true", "AES, true"})
    void anImageOfVersion2ReadsAsItDidInVersion3(String format, boolean backed) throws Exception {
        QemuTools.require();
        Optional<org.blockyard.driver.Child> below = Optional.empty();
        var content = new byte[SIZE];
        if (backed) {
            new Random(3).nextBytes(content);
            below = Optional.of(MemoryChild.of(content));
        }
        try (var file = new FileChild(image())) {
            context(file, PASSWORD).create(creation(format, false, 4096, 3, Preallocation.OFF));
            var context = new TestContext(file, below);
            context.secret = PASSWORD;
            context.key = Optional.of(new Qcow2Key(Optional.empty(), Optional.of("s")));
            var guest = new RandomGuest(5, content);
            guest.unit = 512;
            guest.canPack = false;
            try (var device = context.open()) {
                steps(guest, device);
                ((Snapshotting) device).createSnapshot("s", java.time.Instant.EPOCH);
                steps(guest, device);
                @SuppressWarnings("unchecked")
                var amending = (Amending<Qcow2AmendOptions>) device;
                amending.amend(
                        OptionSchema.of(Qcow2AmendOptions.class)
                                .read(KeyValues.parseFlat("compat=0.10"), ReadMode.LEGACY),
                        false,
                        Progress.NONE);
                guest.verify(device);
                steps(guest, device);
            }
            try (var device = context.open()) {
                guest.verify(device);
            }
        }
        QemuTools.succeed(qemu("qemu-img", "check", "-q", "--image-opts", options()));
        assertTrue(
                QemuTools.succeed("qemu-img", "info", image().toString()).contains("compat: 0.10"));
    }

    private static void steps(RandomGuest guest, org.blockyard.driver.BlockDevice device)
            throws IOException {
        for (int i = 0; i < 60; i++) {
            guest.step(device, 20_000);
        }
        guest.verify(device);
    }

    @ParameterizedTest(name = "{0}, CBC {1}, clusters of {2}, version {3}, {4}, by the peer {5}")
    @CsvSource({
        "LUKS, false, 65536, 3, OFF, false",
        "LUKS, false, 65536, 3, OFF, true",
        "LUKS, true, 4096, 3, METADATA, false",
        "LUKS, true, 512, 2, OFF, true",
        "LUKS, false, 512, 3, OFF, false",
        "AES, false, 65536, 3, OFF, false",
        "AES, false, 4096, 2, OFF, true",
        "LUKS, false, 2097152, 3, FALLOC, false",
    })
    void bothSidesReadWhatTheOtherWrote(
            String format,
            boolean cbc,
            int clusterSize,
            int version,
            Preallocation how,
            boolean byPeer)
            throws Exception {
        QemuTools.require();
        if (byPeer) {
            QemuTools.succeed(
                    qemu(
                            "qemu-img",
                            "create",
                            "-q",
                            "-f",
                            "qcow2",
                            "-o",
                            "compat=%s,cluster_size=%d,encrypt.format=%s,encrypt.key-secret=s%s%s"
                                    .formatted(
                                            version == 2 ? "0.10" : "1.1",
                                            clusterSize,
                                            format.toLowerCase(java.util.Locale.ROOT),
                                            format.equals("LUKS") ? ",encrypt.iter-time=10" : "",
                                            cbc
                                                    ? ",encrypt.cipher-mode=cbc,encrypt.ivgen-alg=essiv,encrypt.ivgen-hash-alg=sha256"
                                                    : ""),
                            image().toString(),
                            SIZE + ""));
        } else {
            try (var file = new FileChild(image())) {
                var context = context(file, PASSWORD);
                context.create(creation(format, cbc, clusterSize, version, how));
            }
        }
        var guest = new RandomGuest(clusterSize, new byte[SIZE]);
        guest.canPack = false;
        guest.unit = 512;
        var random = new Random(7);
        for (int round = 0; round < 3; round++) {
            try (var file = new FileChild(image());
                    var device = context(file, PASSWORD).open()) {
                guest.verify(device);
                for (int i = 0; i < 40; i++) {
                    guest.step(device, 60_000);
                }
                guest.verify(device);
                if (round == 0) {
                    assertDescribedAsByPeer(((Describable) device).describe().specific());
                }
            }
            assertPeerAgrees(guest);
            int at = random.nextInt(SIZE / 512 - 200) * 512;
            QemuTools.succeed(
                    qemu("qemu-io", "--image-opts", "-c", "write -P 9 " + at + " 70k", options()));
            Arrays.fill(guest.model, at, at + 70 * 1024, (byte) 9);
            assertPeerAgrees(guest);
        }
    }

    private void assertPeerAgrees(RandomGuest guest) throws IOException {
        QemuTools.succeed(qemu("qemu-img", "check", "-q", "--image-opts", options()));
        var copy = folder.resolve("copy");
        QemuTools.succeed(
                qemu(
                        "qemu-img",
                        "convert",
                        "-O",
                        "raw",
                        "--image-opts",
                        options(),
                        copy.toString()));
        assertArrayEquals(guest.model, Files.readAllBytes(copy));
        try (var file = new FileChild(image());
                var device = context(file, PASSWORD).open()) {
            var findings = new ArrayList<String>();
            ((Checkable) device).check(Repair.NONE, findings::add, Progress.NONE);
            assertEquals(List.of(), findings);
        }
    }

    private void assertDescribedAsByPeer(java.util.Map<String, Object> specific)
            throws IOException {
        var info = QemuTools.succeed("qemu-img", "info", "-U", "--output=json", image().toString());
        var ours = org.blockyard.option.Json.write(specific.get("encrypt"));
        var plain = info.replaceAll("\\s", "");
        // version 7.2 does not tell it yet
        var known = ours.replace("\"detached-header\": false, ", "").replaceAll("\\s", "");
        assertTrue(plain.contains(known), ours + " is not in " + info);
    }

    @Test
    void theHeaderIsMeasured() throws Exception {
        QemuTools.require();
        var report =
                QemuTools.succeed(
                        qemu(
                                "qemu-img",
                                "measure",
                                "-O",
                                "qcow2",
                                "-o",
                                "encrypt.format=luks,encrypt.key-secret=s",
                                "--size",
                                SIZE + ""));
        var measured =
                new Qcow2Driver()
                        .measure(
                                creation("LUKS", false, 65536, 3, Preallocation.OFF),
                                Optional.empty(),
                                List.of());
        assertTrue(report.contains("required size: " + measured.required()), report);
        assertTrue(report.contains("allocated size: " + measured.fullyAllocated()), report);
    }

    @Test
    void withoutTheRightPasswordNothingIsRead() throws Exception {
        var file = new MemoryChild();
        context(file, PASSWORD).create(creation("LUKS", false, 65536, 3, Preallocation.OFF));
        var none = TestContext.over(file);
        none.readOnly = true;
        assertEquals(
                ErrorKind.INVALID_OPTION, assertThrows(BlockException.class, none::open).kind());
        var wrong = context(file, "wrong".getBytes(StandardCharsets.UTF_8));
        assertEquals(ErrorKind.DENIED, assertThrows(BlockException.class, wrong::open).kind());
        none.metadataOnly = true;
        try (var device = none.open()) {
            assertTrue(((Describable) device).describe().encrypted());
        }
    }

    /** With LUKS what a cluster holds depends on where it lies. */
    @Test
    void aCompactedImageHoldsWhatItDid() throws IOException {
        var file = new MemoryChild();
        context(file, PASSWORD).create(creation("LUKS", false, 65536, 3, Preallocation.OFF));
        var trial =
                CompactionTrial.ofUsed(
                        file.content(),
                        65536,
                        List.of(0L),
                        12,
                        child -> context(child, PASSWORD).open(),
                        new Random(3));
        // an L2 table, and half of the data
        int clusters = Math.ceilDiv(file.content().length, 65536) + 1 + 6;
        assertEquals(clusters, trial.run().length / 65536);
    }

    @Test
    void passwordsAreAddedAndErased() throws Exception {
        var file = new MemoryChild();
        context(file, PASSWORD).create(creation("LUKS", false, 65536, 3, Preallocation.OFF));
        var other = "another".getBytes(StandardCharsets.UTF_8);
        var context = context(file, PASSWORD);
        context.otherSecret = other;
        try (var device = context.open()) {
            device.write(
                    0,
                    ByteBuffer.allocate(512).put(0, (byte) 7),
                    org.blockyard.io.RequestFlags.NONE);
            amend(device, "ACTIVE", Optional.of("other"), Optional.empty(), false);
        }
        try (var device = context(file, other).open()) {
            var read = ByteBuffer.allocate(512);
            device.read(0, read);
            assertEquals(7, read.get(0));
        }
        try (var device = context(file, other).open()) {
            amend(device, "INACTIVE", Optional.empty(), Optional.of(0), false);
            assertThrows(
                    BlockException.class,
                    () -> amend(device, "INACTIVE", Optional.empty(), Optional.of(1), false));
        }
        assertThrows(BlockException.class, () -> context(file, PASSWORD).open());
        context(file, other).open().close();
        assertFalse(new String(file.content(), StandardCharsets.ISO_8859_1).contains("another"));
    }

    @SuppressWarnings("unchecked")
    private static void amend(
            Object device,
            String state,
            Optional<String> fresh,
            Optional<Integer> slot,
            boolean force)
            throws IOException {
        var slots =
                new KeySlotOptions(
                        KeySlotOptions.State.valueOf(state),
                        fresh,
                        Optional.empty(),
                        slot,
                        fresh.map(any -> 10L));
        ((Amending<Qcow2AmendOptions>) device)
                .amend(
                        new Qcow2AmendOptions(
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(new Qcow2SlotOptions(Optional.empty(), slots)),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()),
                        force,
                        Progress.NONE);
    }
}
