package org.blockyard.itest.fuzz.operations;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** One image on each side, and a sequence of steps that are done to both. */
final class Sequence {
    private static final Pattern SIZE = Pattern.compile("\"virtual-size\": (\\d+)");
    private static final List<String> FEW =
            List.of("refcount_bits=1,", "refcount_bits=2,", "refcount_bits=4,");
    private static final int MOST_SNAPSHOTS = 5;
    private static final int MOST_BITMAPS = 3;

    private final Random random;
    private final ImageKind kind;
    private final Sides sides;
    private final Comparison comparison;
    private final Work work;
    private final Set<String> snapshots = new TreeSet<>();
    private final Set<String> bitmaps = new TreeSet<>();
    private boolean chained;
    private int steps;

    Sequence(Path folder, long seed) {
        this.random = new Random(seed * 0x9E3779B97F4A7C15L);
        this.kind = ImageKind.random(random);
        this.sides = new Sides(folder, random, kind);
        this.comparison = new Comparison(sides, random);
        this.work = new Work(random, kind);
        this.chained = kind.chain() != ImageKind.Chain.NONE;
    }

    String image() {
        return kind.toString();
    }

    String history() {
        return sides.history();
    }

    int steps() {
        return steps;
    }

    long operations() {
        return work.count();
    }

    void run(long end) throws IOException, InterruptedException {
        sides.create();
        int count = 4 + random.nextInt(14);
        while (steps < count && System.nanoTime() < end) {
            step();
            steps++;
            comparison.all();
        }
    }

    private void step() throws IOException, InterruptedException {
        work.discardWhole(!bitmaps.isEmpty());
        switch (random.nextInt(20)) {
            case 0, 1 -> kill();
            case 2, 3 -> resize();
            case 4, 5, 6 -> snapshot();
            case 7, 8, 9 -> bitmap();
            case 10 -> amend();
            case 11 -> chain();
            default -> sides.io(work.batch(5 + random.nextInt(30)));
        }
    }

    /** Kills both; what was flushed is there, what was not is written again. */
    private void kill() throws IOException, InterruptedException {
        var commands = work.batch(1 + random.nextInt(10));
        commands.add("flush");
        var lost = random.nextBoolean() ? work.writes(1 + random.nextInt(4)) : List.<String>of();
        commands.addAll(lost);
        commands.add("sigraise 9");
        sides.killed(commands);
        comparison.mendAfterKill();
        // of those that did not record the peer spoils the bits as well, we do not
        for (var name : bitmaps) {
            sides.img(List.of("bitmap", "--remove"), name);
        }
        bitmaps.clear();
        if (!lost.isEmpty()) {
            sides.io(new ArrayList<>(lost));
        }
    }

    private void resize() throws IOException, InterruptedException {
        if (kind.chain() != ImageKind.Chain.NONE && (kind.version() == 2 || !chained)) {
            return; // the peer shows in the part that is added what is, or once was, below
        }
        long size = (1L + random.nextInt(20 << 10)) * 512;
        if (size < work.size()) {
            // the peer shows again what was cut off in the middle of a cluster
            size = Math.ceilDiv(size, (long) kind.clusterSize()) * kind.clusterSize();
        }
        if (sides.img(List.of("resize", "-q", "--shrink"), Long.toString(size))) {
            work.resized(size);
        }
    }

    private void snapshot() throws IOException, InterruptedException {
        if (FEW.stream().anyMatch(kind::has)) {
            return; // it fails where counts are too small, and the peer leaves what it allocated
        }
        int dice = random.nextInt(3);
        if (snapshots.isEmpty() || dice == 0 && snapshots.size() < MOST_SNAPSHOTS) {
            var name = "snap" + steps;
            if (sides.img(List.of("snapshot", "-c", name))) {
                snapshots.add(name);
            }
        } else {
            var name = List.copyOf(snapshots).get(random.nextInt(snapshots.size()));
            boolean done = sides.img(List.of("snapshot", dice == 1 ? "-a" : "-d", name));
            if (done && dice != 1) {
                snapshots.remove(name);
            }
            if (dice == 1) {
                work.resized(virtualSize());
            }
        }
        work.everythingMayBeShared();
    }

    private long virtualSize() throws IOException, InterruptedException {
        var info = sides.peer(sides.words(List.of("info", "--output=json"), sides.ours())).out();
        var found = SIZE.matcher(info);
        long last = 0;
        // an image's children come before it
        while (found.find()) {
            last = Long.parseLong(found.group(1));
        }
        return last;
    }

    private void bitmap() throws IOException, InterruptedException {
        if (bitmaps.isEmpty() || bitmaps.size() < MOST_BITMAPS && random.nextBoolean()) {
            var name = "map" + steps;
            var granularity = Integer.toString(512 << random.nextInt(12));
            if (sides.img(List.of("bitmap", "--add", "-g", granularity), name)) {
                bitmaps.add(name);
            }
            return;
        }
        var all = List.copyOf(bitmaps);
        var name = all.get(random.nextInt(all.size()));
        var other = all.get(random.nextInt(all.size()));
        var actions = List.of("--clear", "--remove", "--disable", "--enable", "--merge");
        var action = actions.get(random.nextInt(actions.size()));
        var words = new ArrayList<>(List.of("bitmap", action));
        if (action.equals("--merge")) {
            words.add(other);
        }
        if (sides.img(words, name) && action.equals("--remove")) {
            bitmaps.remove(name);
        }
    }

    private void amend() throws IOException, InterruptedException {
        // other widths of counts with subclusters bring QEMU 7.2 into an endless loop
        var option =
                switch (random.nextInt(kind.has("extended_l2=on") ? 2 : 3)) {
                    case 0 -> "lazy_refcounts=" + (kind.has("lazy_refcounts=on") ? "on" : "off");
                    case 1 -> "compat=1.1";
                    default -> "refcount_bits=" + (8 << random.nextInt(4));
                };
        sides.img(List.of("amend", "-o", option));
    }

    /** Moves what is in the image down, or all that is below it up; the image stands alone then. */
    private void chain() throws IOException, InterruptedException {
        if (!chained || !snapshots.isEmpty() || !bitmaps.isEmpty()) {
            return; // the peer rebases by sectors and we by clusters: other bits get set
        }
        if (random.nextBoolean()) {
            sides.img(List.of("commit", "-q"));
        } else {
            chained = !sides.img(List.of("rebase", "-b", ""));
        }
        work.everythingMayBeShared();
    }
}
