package org.blockyard.itest.fuzz.operations;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.blockyard.itest.fuzz.base.Finding;
import org.blockyard.itest.fuzz.base.Run;

/**
 * Two images of one kind, ours and the peer's, and the tools that do the same to both. Now and then
 * each side's image is worked on by the other's tool.
 */
final class Sides {
    private static final List<String> BOTH = List.of("ours", "theirs");
    private static final int KILLED = 137;

    private final Path folder;
    private final Random random;
    private final ImageKind kind;
    private final List<String> history = new ArrayList<>();

    Sides(Path folder, Random random, ImageKind kind) {
        this.folder = folder;
        this.random = random;
        this.kind = kind;
    }

    /** All that was done to both, a line each. */
    String history() {
        return String.join("\n", history);
    }

    ImageKind kind() {
        return kind;
    }

    /** The names of the two images. */
    List<String> images() {
        return BOTH.stream().map(this::path).toList();
    }

    String ours() {
        return path(BOTH.getFirst());
    }

    private String path(String side) {
        return folder.resolve(side).toString();
    }

    /** Makes both; ours is at times made by the peer as well. */
    void create() throws IOException, InterruptedException {
        boolean both = random.nextBoolean();
        for (var side : BOTH) {
            var bytes = new byte[(int) kind.backing()];
            new Random(5).nextBytes(bytes);
            Files.write(folder.resolve(side + ".base"), bytes);
            if (kind.chain() == ImageKind.Chain.TWO) {
                middle(path(side));
            }
            var words = kind.creation(path(side));
            boolean byUs = side.equals("ours") && both;
            succeed(byUs ? Run.ours("img", words) : Run.peer(folder, "img", words));
        }
    }

    /** An image over the raw one, of another length. */
    private void middle(String image) throws IOException, InterruptedException {
        var words = List.of("create", "-q", "-f", "qcow2", "-b", image + ".base", "-F", "raw");
        var all = new ArrayList<>(words);
        all.addAll(List.of(image + ".mid", Long.toString(kind.backing() / 1024 * 1024 + 2048)));
        succeed(Run.peer(folder, "img", all));
        var write = List.of("-f", "qcow2", "-c", "write -q -P 77 512 1k", image + ".mid");
        succeed(Run.peer(folder, "io", write));
    }

    private static void succeed(Run.Outcome outcome) {
        if (outcome.status() != 0) {
            throw new Finding("create: " + outcome);
        }
    }

    /** Runs commands of {@code io} on both: they must print the same. */
    void io(List<String> commands) throws IOException, InterruptedException {
        boolean crossed = crossed();
        remember(crossed, "io " + String.join("; ", commands));
        var said = new ArrayList<String>();
        for (var side : BOTH) {
            var words = io(commands, side);
            boolean byUs = side.equals("ours") != crossed;
            var outcome = byUs ? Run.ours("io", words) : Run.peer(folder, "io", words);
            if (outcome.status() > 1) {
                throw new Finding(side + " ended with " + outcome);
            }
            said.add(outcome.plain() + outcome.err() + outcome.status());
        }
        if (!said.getFirst().equals(said.getLast())) {
            throw new Finding("we say\n" + said.getFirst() + "\nthey say\n" + said.getLast());
        }
    }

    /** Runs commands of {@code io} that end with SIGKILL on both, each with its own tool. */
    void killed(List<String> commands) throws IOException, InterruptedException {
        remember(false, "io " + String.join("; ", commands));
        for (var side : BOTH) {
            var words = io(commands, side);
            var outcome =
                    side.equals("ours")
                            ? Run.oursAlone(folder, "io", words)
                            : Run.peer(folder, "io", words);
            if (outcome.status() != KILLED) {
                throw new Finding(side + " ended with " + outcome);
            }
        }
    }

    private List<String> io(List<String> commands, String side) {
        var words = new ArrayList<String>();
        commands.forEach(command -> words.addAll(List.of("-c", command)));
        words.addAll(kind.reference(path(side)));
        return words;
    }

    /** Runs {@code img} on both, whose status must be the same; whether both succeeded. */
    boolean img(List<String> before, String... after) throws IOException, InterruptedException {
        boolean crossed = crossed();
        var last = List.of(after);
        remember(crossed, "img " + String.join(" ", before) + " IMAGE " + String.join(" ", last));
        var outcomes = new ArrayList<Run.Outcome>();
        for (var side : BOTH) {
            var words = words(before, path(side));
            words.addAll(last);
            boolean byUs = side.equals("ours") != crossed;
            outcomes.add(byUs ? Run.ours("img", words) : Run.peer(folder, "img", words));
        }
        int status = outcomes.getFirst().status();
        if (status != outcomes.getLast().status()) {
            throw new Finding("we and they end in other ways: " + outcomes);
        }
        return status == 0;
    }

    /** A command of {@code img} with the image's name behind it. */
    List<String> words(List<String> command, String image) {
        var words = new ArrayList<>(command);
        var reference = kind.reference(image);
        // 'snapshot' knows no -f
        boolean bare = command.getFirst().equals("snapshot") && reference.getFirst().equals("-f");
        words.addAll(bare ? List.of(image) : reference);
        return words;
    }

    /** The peer's {@code img}. */
    Run.Outcome peer(List<String> words) throws IOException, InterruptedException {
        return Run.peer(folder, "img", words);
    }

    private boolean crossed() {
        return random.nextInt(4) == 0;
    }

    private void remember(boolean crossed, String what) {
        history.add((crossed ? "crossed " : "") + what);
    }
}
