package org.blockyard.protocol.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.blockyard.driver.Permission;
import org.blockyard.io.BlockException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever permissions one process takes and keeps from others, another is refused the same by us
 * as by QEMU's storage daemon: every permission against every other, and a seeded sample of the
 * 65536 pairs of sets, or all of them with {@code -Dblockyard.lock-pairs=all}.
 */
class LockCombinationsPeerTest {
    private static final int SAMPLE = 300;
    private static final long SEED = 20261121;
    private static final Set<Permission> NONE = Set.of();

    @TempDir Path folder;

    private TestContext context;
    private FileDevice ours;
    private QemuNodes theirs;

    /** What a process does and keeps others from doing. */
    private record Stance(Set<Permission> used, Set<Permission> unshared) {
        static Stance drawn(Random random) {
            return new Stance(set(random.nextInt(16)), set(random.nextInt(16)));
        }

        private static Set<Permission> set(int bits) {
            var set = EnumSet.noneOf(Permission.class);
            for (var permission : Permission.values()) {
                if ((bits >> permission.ordinal() & 1) != 0) {
                    set.add(permission);
                }
            }
            return set;
        }

        /** What a newcomer with this stance is told beside one that is there. */
        Optional<String> refusalBeside(Stance other) {
            for (var permission : used) {
                if (other.unshared.contains(permission)) {
                    return Optional.of("Failed to get \"" + words(permission) + "\" lock");
                }
            }
            for (var permission : unshared) {
                if (other.used.contains(permission)) {
                    return Optional.of("Failed to get shared \"" + words(permission) + "\" lock");
                }
            }
            return Optional.empty();
        }

        private static String words(Permission permission) {
            return permission.word().replace('-', ' ');
        }
    }

    private record Pair(Stance first, Stance second) {}

    @BeforeEach
    void openTheSameImage() throws Exception {
        var image = Files.write(folder.resolve("image.raw"), new byte[1 << 16]);
        theirs = new QemuNodes(image);
        context = new TestContext();
        ours = context.open(image);
    }

    @AfterEach
    void close() throws Exception {
        context.close();
        theirs.close();
    }

    @Test
    void weAreRefusedWhatQemuKeepsFromUs() throws Exception {
        for (var pair : pairs()) {
            assertEquals(Optional.empty(), theirs.hold(pair.first.used(), pair.first.unshared()));
            var refusal = hold(pair.second);
            assertEquals(
                    pair.second
                            .refusalBeside(pair.first)
                            .map(
                                    sentence ->
                                            sentence
                                                    + " (held by process "
                                                    + theirs.pid()
                                                    + ": qemu-storage-da)"),
                    refusal,
                    pair::toString);
            release();
            theirs.release();
        }
    }

    @Test
    void qemuIsRefusedWhatWeKeepFromIt() throws Exception {
        for (var pair : pairs()) {
            assertEquals(Optional.empty(), hold(pair.first));
            var refusal = theirs.hold(pair.second.used(), pair.second.unshared());
            assertEquals(pair.second.refusalBeside(pair.first), refusal, pair::toString);
            if (refusal.isEmpty()) {
                theirs.release();
            }
            release();
        }
    }

    @Test
    void anotherOpenFileOfThisProcessIsToldFromAnotherProcess() throws Exception {
        var second = context.open(folder.resolve("image.raw"));
        assertEquals(Optional.empty(), hold(new Stance(NONE, EnumSet.of(Permission.WRITE))));
        var refusal = hold(second, new Stance(EnumSet.of(Permission.WRITE), NONE));
        assertEquals(
                Optional.of(
                        "Failed to get \"write\" lock"
                                + " (this process itself has the file open elsewhere)"),
                refusal);
    }

    private Optional<String> hold(Stance stance) {
        return hold(ours, stance);
    }

    private static Optional<String> hold(FileDevice device, Stance stance) {
        var shared = EnumSet.allOf(Permission.class);
        shared.removeAll(stance.unshared());
        try {
            device.preparePermissions(stance.used(), shared);
            device.commitPermissions();
            return Optional.empty();
        } catch (BlockException refusal) {
            return Optional.of(refusal.sentence());
        }
    }

    private void release() {
        assertTrue(hold(new Stance(NONE, NONE)).isEmpty());
    }

    private static List<Pair> pairs() {
        return "all".equals(System.getProperty("blockyard.lock-pairs")) ? all() : sample();
    }

    private static List<Pair> all() {
        var stances = new ArrayList<Stance>();
        for (int bits = 0; bits < 256; bits++) {
            stances.add(new Stance(Stance.set(bits >> 4), Stance.set(bits)));
        }
        return product(stances);
    }

    private static List<Pair> product(List<Stance> stances) {
        var pairs = new ArrayList<Pair>();
        stances.forEach(one -> stances.forEach(other -> pairs.add(new Pair(one, other))));
        return pairs;
    }

    private static List<Pair> sample() {
        var single = new ArrayList<Stance>();
        for (var permission : Permission.values()) {
            single.add(new Stance(EnumSet.of(permission), NONE));
            single.add(new Stance(NONE, EnumSet.of(permission)));
        }
        var pairs = product(single);
        var random = new Random(SEED);
        for (int i = 0; i < SAMPLE; i++) {
            pairs.add(new Pair(Stance.drawn(random), Stance.drawn(random)));
        }
        return pairs;
    }
}
