package org.blockyard.format.qcow2;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.blockyard.driver.Amending;
import org.blockyard.driver.Checkable;
import org.blockyard.driver.Checkable.Repair;
import org.blockyard.driver.Child;
import org.blockyard.driver.Progress;
import org.blockyard.driver.Snapshotting;
import org.blockyard.driver.tck.MemoryChild;
import org.blockyard.format.qcow2.option.Qcow2AmendOptions;
import org.blockyard.option.KeyValues;
import org.blockyard.option.OptionSchema;
import org.blockyard.option.ReadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A crash while an image is amended leaves an image that reads as before, with leaks at most. */
class AmendCrashTest {
    private static final int SIZE = 1 << 20;
    private static final int CUTS = Integer.getInteger("blockyard.test.cuts", 40);

    @ParameterizedTest(name = "{0}, version {1}, backed {2}: {3}")
    @CsvSource({
        "PLAIN, 3, false, refcount_bits=8",
        "PLAIN, 3, true, refcount_bits=64",
        "PLAIN, 3, false, compat=0.10",
        "PLAIN, 3, true, compat=0.10",
        "PLAIN, 2, true, compat=1.1",
        "PLAIN, 2, false, 'compat=1.1,refcount_bits=8,lazy_refcounts=on'",
        "SUBCLUSTERS, 3, true, refcount_bits=64",
        "AES, 3, true, compat=0.10",
        "AES, 3, false, refcount_bits=32",
    })
    void theImageReadsAsBefore(CrashImage.Kind kind, int version, boolean backed, String change)
            throws Exception {
        var below = new byte[SIZE];
        new Random(2).nextBytes(below);
        Optional<Child> backing = backed ? Optional.of(MemoryChild.of(below)) : Optional.empty();
        int clusterSize = kind == CrashImage.Kind.SUBCLUSTERS ? 16384 : 4096;
        var image = CrashImage.create(kind, SIZE, version, clusterSize, 16);
        var file = image.file();
        var guest = image.guest(version, backed ? below : new byte[SIZE]);
        try (var device = image.context().over(backing).open()) {
            fill(guest, device);
            ((Snapshotting) device).createSnapshot("s", Instant.EPOCH);
            fill(guest, device);
        }
        int start = file.now();
        try (var device = image.context().over(backing).open()) {
            @SuppressWarnings("unchecked")
            var amending = (Amending<Qcow2AmendOptions>) device;
            amending.amend(
                    OptionSchema.of(Qcow2AmendOptions.class)
                            .read(KeyValues.parseFlat(change), ReadMode.LEGACY),
                    false,
                    Progress.NONE);
        }
        var random = new Random(change.hashCode());
        for (int i = 0; i < CUTS; i++) {
            int cut = i == 0 ? file.now() : start + random.nextInt(file.now() - start + 1);
            examine(image.crashedAt(cut, random).over(backing), guest.model);
        }
    }

    private static void fill(RandomGuest guest, org.blockyard.driver.BlockDevice device)
            throws Exception {
        for (int i = 0; i < 40; i++) {
            guest.step(device, 20_000);
        }
        guest.verify(device);
    }

    private static void examine(TestContext context, byte[] expected) throws Exception {
        context.readOnly = true;
        try (var device = context.open()) {
            var findings = new ArrayList<String>();
            ((Checkable) device).check(Repair.NONE, findings::add, Progress.NONE);
            findings.removeIf(finding -> finding.startsWith("Leaked"));
            assertEquals(List.of(), findings);
            var actual = ByteBuffer.allocate(SIZE);
            device.read(0, actual);
            assertArrayEquals(expected, actual.array());
        }
    }
}
