package org.blockyard.itest.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** One image on each side, and a sequence of steps that are done to both. */
final class Sequence {
    private static final List<String> SIDES = List.of("ours", "theirs");
    private static final Pattern SIZE = Pattern.compile("\"virtual-size\": (\\d+)");
    private static final int LEAKS = 3;
    private static final int KILLED = 137;

    private final Path folder;
    private final Random random;
    private final ImageKind kind;
    private final Work work;
    private final List<String> history = new ArrayList<>();
    private final Set<String> snapshots = new TreeSet<>();
    private final Set<String> bitmaps = new TreeSet<>();
    private boolean killed;
    private int steps;

    Sequence(Path folder, long seed, Set<String> features) {
        this.folder = folder;
        this.random = new Random(seed * 0x9E3779B97F4A7C15L);
        this.kind = ImageKind.random(random, features);
        this.work = new Work(random, kind);
    }

    String image() {
        return kind.toString();
    }

    String history() {
        return String.join("\n", history);
    }

    int steps() {
        return steps;
    }

    long operations() {
        return work.count();
    }

    void run(long end) throws IOException, InterruptedException {
        create();
        int count = 4 + random.nextInt(14);
        while (steps < count && System.nanoTime() < end) {
            step();
            steps++;
            verify();
        }
    }

    private void create() throws IOException, InterruptedException {
        boolean both = random.nextBoolean();
        for (var side : SIDES) {
            if (kind.backing() >= 0) {
                var bytes = new byte[(int) kind.backing()];
                new Random(5).nextBytes(bytes);
                Files.write(folder.resolve(side + ".base"), bytes);
            }
            boolean us = side.equals("ours") && both;
            var outcome = us ? ours("img", kind.creation(path(side))) : peer("img", side);
            if (outcome.status() != 0) {
                throw new Finding("create: " + outcome);
            }
        }
    }

    private Run.Outcome peer(String tool, String side) throws IOException, InterruptedException {
        return Run.peer(folder, tool, kind.creation(path(side)));
    }

    private Run.Outcome ours(String tool, List<String> arguments) {
        return Run.ours(tool, arguments);
    }

    private String path(String side) {
        return folder.resolve(side).toString();
    }

    private void step() throws IOException, InterruptedException {
        int dice = random.nextInt(kind.secret() ? 10 : 20);
        if (dice < 10) {
            io(work.batch(5 + random.nextInt(30)), false);
        } else if (dice < 12) {
            kill();
        } else if (dice < 14) {
            resize();
        } else if (dice < 18 && !kind.options().contains("refcount_bits=1,")) {
            // with references of one bit a snapshot fails, and the peer leaves what it allocated
            snapshot();
        } else {
            bitmap();
        }
    }

    /** Runs commands of {@code io} on both sides, sometimes each side's with the other's tool. */
    private void io(List<String> commands, boolean die) throws IOException, InterruptedException {
        boolean crossed = !die && random.nextInt(4) == 0;
        history.add((crossed ? "crossed " : "") + "io " + String.join("; ", commands));
        var plain = new ArrayList<String>();
        for (var side : SIDES) {
            var arguments = new ArrayList<String>();
            commands.forEach(command -> arguments.addAll(List.of("-c", command)));
            arguments.addAll(kind.reference(path(side)));
            Run.Outcome outcome;
            if (side.equals("ours") == crossed) {
                outcome = Run.peer(folder, "io", arguments);
            } else {
                outcome = die ? Run.oursAlone(folder, "io", arguments) : ours("io", arguments);
            }
            int expected = die ? KILLED : outcome.status();
            if (outcome.status() != expected || outcome.status() > 1 && !die) {
                throw new Finding(side + " ended with " + outcome);
            }
            plain.add(outcome.plain() + outcome.err() + outcome.status());
        }
        if (!die && !plain.getFirst().equals(plain.getLast())) {
            throw new Finding("we say\n" + plain.getFirst() + "\nthey say\n" + plain.getLast());
        }
    }

    /** Kills both; what was flushed is there, what was not is written again. */
    private void kill() throws IOException, InterruptedException {
        var commands = work.batch(1 + random.nextInt(10));
        commands.add("flush");
        var lost = random.nextBoolean() ? work.writes(1 + random.nextInt(4)) : List.<String>of();
        commands.addAll(lost);
        commands.add("sigraise 9");
        io(commands, true);
        killed = true;
        check();
        if (!lost.isEmpty()) {
            io(new ArrayList<>(lost), false);
        }
    }

    private void resize() throws IOException, InterruptedException {
        long size = (1L + random.nextInt(20 << 10)) * 512;
        if (kind.version() == 2 && kind.backing() >= 0) {
            return; // the peer can't hide what is below the part that is added
        }
        if (img(List.of("resize", "-q", "--shrink"), List.of(Long.toString(size))) == 0) {
            work.resized(size);
        }
    }

    private void snapshot() throws IOException, InterruptedException {
        int dice = random.nextInt(3);
        if (snapshots.isEmpty() || dice == 0 && snapshots.size() < 5) {
            var name = "snap" + steps;
            if (img(List.of("snapshot", "-c", name), List.of()) == 0) {
                snapshots.add(name);
            }
        } else {
            var name = List.copyOf(snapshots).get(random.nextInt(snapshots.size()));
            int status = img(List.of("snapshot", dice == 1 ? "-a" : "-d", name), List.of());
            if (status == 0 && dice != 1) {
                snapshots.remove(name);
            }
            if (dice == 1) {
                work.resized(virtualSize());
            }
        }
        work.everythingMayBeShared();
    }

    private long virtualSize() throws IOException, InterruptedException {
        var arguments = List.of("info", "-f", "qcow2", "--output=json", path("ours"));
        var info = Run.peer(folder, "img", arguments).out();
        var found = SIZE.matcher(info);
        long last = 0;
        // an image's children come before it
        while (found.find()) {
            last = Long.parseLong(found.group(1));
        }
        return last;
    }

    private void bitmap() throws IOException, InterruptedException {
        if (bitmaps.isEmpty() || bitmaps.size() < 3 && random.nextBoolean()) {
            var name = "map" + steps;
            if (img(List.of("bitmap", "--add", "-g", "64k"), List.of(name)) == 0) {
                bitmaps.add(name);
            }
            return;
        }
        var name = List.copyOf(bitmaps).get(random.nextInt(bitmaps.size()));
        var action = List.of("--clear", "--remove", "--disable", "--enable").get(random.nextInt(4));
        if (img(List.of("bitmap", action), List.of(name)) == 0 && action.equals("--remove")) {
            bitmaps.remove(name);
        }
    }

    /** Runs {@code img} on both sides; the status, which must be the same. */
    private int img(List<String> before, List<String> after)
            throws IOException, InterruptedException {
        boolean crossed = random.nextInt(4) == 0;
        history.add(
                (crossed ? "crossed " : "")
                        + "img "
                        + String.join(" ", before)
                        + " IMAGE "
                        + String.join(" ", after));
        var outcomes = new ArrayList<Run.Outcome>();
        for (var side : SIDES) {
            var arguments = new ArrayList<>(before);
            if (!before.getFirst().equals("snapshot")) {
                arguments.addAll(List.of("-f", "qcow2"));
            }
            arguments.add(path(side));
            arguments.addAll(after);
            outcomes.add(
                    side.equals("ours") == crossed
                            ? Run.peer(folder, "img", arguments)
                            : ours("img", arguments));
        }
        int status = outcomes.getFirst().status();
        if (status != outcomes.getLast().status()) {
            throw new Finding("we and they end in other ways: " + outcomes);
        }
        return status;
    }

    private void verify() throws IOException, InterruptedException {
        if (!killed) {
            check();
        }
        killed = false;
        var arguments = new ArrayList<>(List.of("compare", "-q"));
        if (kind.secret()) {
            arguments.addAll(kind.reference(path("ours")));
            var theirs = kind.reference(path("theirs"));
            arguments.add(theirs.getLast());
        } else {
            arguments.addAll(List.of(path("ours"), path("theirs")));
        }
        var compared = Run.peer(folder, "img", arguments);
        if (compared.status() != 0) {
            throw new Finding("contents differ: " + compared);
        }
    }

    private void agree(String side, List<String> arguments, Run.Outcome theirs) {
        var us = ours("img", arguments);
        if (theirs.status() != us.status()) {
            throw new Finding("check of " + side + " tells us " + us + "\nthem " + theirs);
        }
    }

    /** Both checks must find nothing but leaks, and leaks only after a kill; those are mended. */
    private void check() throws IOException, InterruptedException {
        for (var side : SIDES) {
            var arguments = new ArrayList<>(List.of("check"));
            arguments.addAll(kind.reference(path(side)));
            if (killed && kind.options().contains("lazy_refcounts=on")) {
                mend(side, arguments, "all");
            }
            var theirs = Run.peer(folder, "img", arguments);
            if (killed || random.nextInt(3) == 0) {
                agree(side, arguments, theirs);
            }
            boolean leaks = killed && theirs.status() == LEAKS;
            if (theirs.status() != 0 && !leaks) {
                throw new Finding("check of " + side + " after it: " + theirs);
            }
            if (leaks) {
                mend(side, arguments, "leaks");
            }
        }
    }

    private void mend(String side, List<String> check, String what)
            throws IOException, InterruptedException {
        var arguments = new ArrayList<>(check);
        arguments.addAll(1, List.of("-r", what));
        var mended =
                random.nextBoolean() ? ours("img", arguments) : Run.peer(folder, "img", arguments);
        if (mended.status() != 0) {
            throw new Finding(what + " of " + side + " is not mended: " + mended);
        }
    }
}
