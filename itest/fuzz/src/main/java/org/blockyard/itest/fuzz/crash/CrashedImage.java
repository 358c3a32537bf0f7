package org.blockyard.itest.fuzz.crash;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.blockyard.itest.formats.Trait;
import org.blockyard.itest.fuzz.base.Finding;
import org.blockyard.itest.fuzz.base.Run;

/** One image, killed upon again and again: what is done to it between, and what must hold. */
final class CrashedImage {
    private static final int LEAKS = 3;
    private static final int MOST_SNAPSHOTS = 3;
    private static final int INCOMPATIBLE_LAST_BYTE = 79;
    private static final int DIRTY = 1;

    private final Path folder;
    private final Path image;
    private final CrashKind kind;
    private final Random random;
    private final Victim victim;
    private final CrashLoad load;
    private final Map<String, byte[]> snapshots = new HashMap<>();
    private byte[] disk;
    private String last = "";
    private int leaks;
    private int flushes;
    private int dirty;

    CrashedImage(Path folder, CrashKind kind, Random random)
            throws IOException, InterruptedException {
        this.folder = folder;
        this.kind = kind;
        this.random = random;
        this.image = folder.resolve("image");
        this.victim = new Victim(random);
        this.load = new CrashLoad(random, kind.beginning(), kind.compresses());
        this.disk = new byte[CrashLoad.BYTES];
        Arrays.fill(disk, kind.beginning());
        Files.write(folder.resolve("image.base"), disk);
        if (kind.format().is(Trait.NOISE)) {
            ours(kind.conversion(folder.resolve("image.base").toString(), image.toString()));
        } else {
            peer(kind.creation(image.toString(), CrashLoad.BYTES));
        }
    }

    /** What was done last. */
    String last() {
        return last;
    }

    /** How often leaks were left. */
    int leaks() {
        return leaks;
    }

    /** How many flushes were answered. */
    int flushes() {
        return flushes;
    }

    /** How often counts were left stale and marked so. */
    int dirty() {
        return dirty;
    }

    long writes() {
        return load.writes();
    }

    /** Kills once, in writes or in a command that changes metadata, and looks at what is left. */
    void crash() throws IOException, InterruptedException {
        if (kind.snapshots() && random.nextInt(3) == 0) {
            interruptSnapshot();
        } else {
            recordWrites();
            last = "writes";
            flushes += load.died(victim.feed(words(List.of("-d", "unmap")), load));
        }
        check();
        disk = read(List.of());
        load.verify(disk);
        for (var name : snapshots.keySet()) {
            if (!Arrays.equals(snapshots.get(name), read(List.of("-l", name)))) {
                throw new Finding("snapshot " + name + " has changed");
            }
        }
    }

    /** At the end nothing but leaks may be there, and those can be mended. */
    void end() throws IOException, InterruptedException {
        last = "the end";
        if (kind.format().is(Trait.REPAIRED)) {
            ours(words(List.of("check", "-q", "-r", "leaks")));
            peer(kind.words(List.of("check", "-q"), image.toString()));
        }
    }

    private void recordWrites() {
        if (kind.bitmap()) {
            // one that a killed process had in use can't be used any more
            Run.ours("img", kind.words(List.of("bitmap", "--remove"), image.toString(), "map"));
            ours(kind.words(List.of("bitmap", "--add"), image.toString(), "map"));
        }
    }

    private void interruptSnapshot() throws IOException, InterruptedException {
        boolean take = snapshots.isEmpty() || snapshots.size() < MOST_SNAPSHOTS && coin();
        var name =
                take ? "snap" + random.nextInt(1000) : List.copyOf(snapshots.keySet()).getFirst();
        last = "snapshot " + (take ? "-c " : "-d ") + name;
        victim.interrupt(words(List.of("snapshot", take ? "-c" : "-d", name)), image);
        mend();
        var list = Run.peer(folder, "img", words(List.of("snapshot", "-l"))).out();
        if (!list.contains(name + " ")) {
            snapshots.remove(name);
        } else {
            snapshots.putIfAbsent(name, disk);
        }
    }

    private boolean coin() {
        return random.nextBoolean();
    }

    private void check() throws IOException, InterruptedException {
        mend();
        if (!kind.format().is(Trait.CHECKED)) {
            return;
        }
        var check = Run.peer(folder, "img", words(List.of("check")));
        if (check.status() != 0 && check.status() != LEAKS) {
            throw new Finding("check: " + check);
        }
        leaks += check.status() == LEAKS ? 1 : 0;
    }

    /**
     * An image with lazy counts says itself that they are stale, and others that they were in use.
     * The peer's check calls such an image corrupt, which it is not: whoever opens it for writing
     * mends it, and so does a repair.
     */
    private void mend() throws IOException, InterruptedException {
        if (!marked()) {
            return;
        }
        boolean qcow2 = kind.format().name().equals("qcow2");
        if (qcow2 && !kind.lazy()) {
            throw new Finding("it is marked dirty, and has no lazy counts");
        }
        dirty++;
        if (coin()) {
            var words = words(List.of("-c", "length"));
            if (Run.ours("io", words).status() != 0 || qcow2 && marked()) {
                throw new Finding("its opening does not mend it");
            }
        } else {
            Run.peer(folder, "img", words(List.of("check", "-q", "-r", "all")));
        }
    }

    private boolean marked() throws IOException {
        if (!kind.format().name().equals("qcow2")) {
            // whether it is can't be seen from outside, and mending does no harm
            return kind.format().is(Trait.MARKED);
        }
        try (var file = new RandomAccessFile(image.toFile(), "r")) {
            file.seek(4);
            boolean old = file.readInt() == 2;
            file.seek(INCOMPATIBLE_LAST_BYTE);
            return !old && (file.readByte() & DIRTY) != 0;
        }
    }

    private byte[] read(List<String> snapshot) throws IOException, InterruptedException {
        var raw = folder.resolve("raw");
        var words = new ArrayList<>(List.of("convert", "-O", "raw"));
        words.addAll(snapshot);
        peer(kind.words(words, image.toString(), raw.toString()));
        return Files.readAllBytes(raw);
    }

    private List<String> words(List<String> command) {
        return kind.words(command, image.toString());
    }

    private void ours(List<String> words) {
        var outcome = Run.ours("img", words);
        if (outcome.status() != 0) {
            throw new Finding("img " + String.join(" ", words) + ": " + outcome);
        }
    }

    private void peer(List<String> words) throws IOException, InterruptedException {
        var outcome = Run.peer(folder, "img", words);
        if (outcome.status() != 0) {
            throw new Finding("qemu-img " + String.join(" ", words) + ": " + outcome);
        }
    }
}
