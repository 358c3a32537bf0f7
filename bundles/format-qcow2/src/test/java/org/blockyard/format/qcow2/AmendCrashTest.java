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

    @ParameterizedTest(name = "version {0}, backed {1}: {2}")
    @CsvSource({
        "3, false, refcount_bits=8",
        "3, true, refcount_bits=64",
        "3, false, compat=0.10",
        "3, true, compat=0.10",
        "2, true, compat=1.1",
        "2, false, 'compat=1.1,refcount_bits=8,lazy_refcounts=on'",
    })
    void theImageReadsAsBefore(int version, boolean backed, String change) throws Exception {
        var below = new byte[SIZE];
        new Random(2).nextBytes(below);
        Optional<Child> backing = backed ? Optional.of(MemoryChild.of(below)) : Optional.empty();
        var empty = new MemoryChild();
        TestContext.over(empty).create(TestContext.creation(SIZE, version, 4096, 16));
        var file = new RecordingChild(empty.content());
        var guest = new RandomGuest(version, backed ? below : new byte[SIZE]);
        try (var device = new TestContext(file, backing).open()) {
            fill(guest, device);
            ((Snapshotting) device).createSnapshot("s", Instant.EPOCH);
            fill(guest, device);
        }
        int start = file.now();
        try (var device = new TestContext(file, backing).open()) {
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
            examine(file.crashedAt(cut, random), backing, guest.model);
        }
    }

    private static void fill(RandomGuest guest, org.blockyard.driver.BlockDevice device)
            throws Exception {
        for (int i = 0; i < 40; i++) {
            guest.step(device, 20_000);
        }
        guest.verify(device);
    }

    private static void examine(byte[] left, Optional<Child> backing, byte[] expected)
            throws Exception {
        var context = new TestContext(MemoryChild.of(left), backing);
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
