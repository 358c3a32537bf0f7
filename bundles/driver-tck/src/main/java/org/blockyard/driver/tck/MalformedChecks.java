package org.blockyard.driver.tck;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.blockyard.driver.FileNames;
import org.blockyard.driver.Probing;
import org.blockyard.driver.tck.internal.Rule;
import org.blockyard.io.BlockException;
import org.blockyard.io.RequestFlags;
import org.junit.jupiter.api.Test;

/** Bytes and names that are not what they should be. */
interface MalformedChecks extends DriverFixture {
    /** How long one damaged image may keep a driver busy. */
    long SECONDS = 10;

    /** How much memory it may take for it. */
    long MEMORY = 256L << 20;

    /** What file names are made of here. */
    String ODD = "://?#@[]%=& a0Z\u00e4\ud83d";

    /** A damaged image is refused or read; nothing else comes of it, and it takes no time. */
    @Test
    default void damagedImagesAreRefusedOrRead() throws Exception {
        try (var bench = new Bench(this)) {
            var fresh = bench.fresh();
            if (fresh.medium().length() == 0) {
                return; // it has no medium that could be damaged
            }
            if (bench.keeps()) {
                try (var disk = bench.open(fresh)) {
                    for (int at = 0; at < fresh.size() - 3000; at += 200_000) {
                        disk.write(at, Pattern.of(3000, at + 1), RequestFlags.NONE);
                    }
                }
            }
            var damage = new Damage(fresh.medium().bytes(), new Chance());
            for (int i = 0; i < Chance.rounds(150); i++) {
                use(bench, bench.on(fresh, new Medium(damage.next())), i);
                bench.surroundings().watch().requireNothingBroken();
            }
        }
    }

    private static void use(Bench bench, TestDisk damaged, int round) throws Exception {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long memory = threads.getCurrentThreadAllocatedBytes();
        long begin = System.nanoTime();
        try {
            var options =
                    Map.<String, Object>of(
                            "read-only", round % 2 == 0 || bench.is(Trait.READ_ONLY));
            try (var disk = bench.open(damaged, options)) {
                long length = Math.min(disk.lane().length(), 4 << 20);
                var target = ByteBuffer.allocate(64 << 10);
                for (long at = 0; at < length; at += target.capacity()) {
                    target.clear().limit((int) Math.min(target.capacity(), length - at));
                    disk.lane().read(at, target);
                    disk.lane().status(at, target.limit());
                }
                if (!disk.node().readOnly()) {
                    disk.write(0, new byte[(int) Math.min(length, 70_000)], RequestFlags.NONE);
                    disk.lane().flush();
                }
            }
        } catch (BlockException expected) {
            // refused in words: as it should be
        }
        long took = (System.nanoTime() - begin) / 1_000_000_000L;
        long taken = threads.getCurrentThreadAllocatedBytes() - memory;
        Rule.ONLY_BLOCK_EXCEPTIONS.require(
                took < SECONDS && taken < MEMORY,
                () -> "damage %d took %d s and %d bytes of memory".formatted(round, took, taken));
        for (var node : bench.platform().graph().nodes()) {
            bench.platform().graph().remove(node.name());
        }
    }

    /** Any bytes can be probed, and the answer is always the same. */
    @Test
    default void probingFailsForNoBytes() throws Exception {
        try (var bench = new Bench(this)) {
            var instance = bench.surroundings().loader().instance(driver());
            if (!(instance instanceof Probing)) {
                return; // it does not probe
            }
            var probing = (Probing) instance;
            var fresh = bench.fresh();
            var own = Arrays.copyOf(fresh.medium().bytes(), 512);
            Rule.PROBE.require(score(probing, own) > 0, () -> "it does not know its own image");
            var damage = new Damage(own, new Chance());
            for (int i = 0; i < Chance.rounds(2000); i++) {
                var bytes = damage.next();
                int score = score(probing, Arrays.copyOf(bytes, Math.min(bytes.length, 512)));
                Rule.PROBE.require(
                        score >= Probing.NO && score <= Probing.CERTAIN, () -> "it says " + score);
            }
        }
    }

    private static int score(Probing probing, byte[] bytes) {
        try {
            var prefix = ByteBuffer.wrap(bytes).asReadOnlyBuffer();
            int score = probing.probe(prefix, Optional.of("/a/disk.img"));
            int again =
                    probing.probe(
                            ByteBuffer.wrap(bytes).asReadOnlyBuffer(), Optional.of("/a/disk.img"));
            Rule.PROBE.require(score == again, () -> "it said %d, then %d".formatted(score, again));
            return score;
        } catch (RuntimeException e) {
            throw Rule.PROBE.broken(
                    "it failed for " + java.util.HexFormat.of().formatHex(bytes), e);
        }
    }

    /** A file name is understood or refused with words. */
    @Test
    default void anyFileNameIsUnderstoodOrRefused() throws Exception {
        try (var bench = new Bench(this)) {
            var instance = bench.surroundings().loader().instance(driver());
            if (!(instance instanceof FileNames)) {
                return; // it has no file names of its own
            }
            var names = (FileNames) instance;
            var chance = new Chance();
            for (int i = 0; i < Chance.rounds(500); i++) {
                var text = new StringBuilder(names.prefixes().get(i % names.prefixes().size()));
                for (int j = chance.random().nextInt(20); j > 0; j--) {
                    text.append(ODD.charAt(chance.random().nextInt(ODD.length())));
                }
                try {
                    names.parse(text.toString());
                } catch (BlockException refused) {
                    Rule.FILE_NAMES.require(!refused.sentence().isBlank(), () -> "no words");
                } catch (RuntimeException e) {
                    throw Rule.FILE_NAMES.broken("for '" + text + "' it failed", e);
                }
            }
        }
    }
}
