package org.blockyard.itest.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Our storage daemon and QEMU's, each over its own copy of the same files, given the same QMP
 * commands. What they answer must be the same but for what {@link QmpMask} hides.
 *
 * <pre>{@code
 * try (var pair = QmpPair.start(images, folder)) {
 *     pair.mask().without("active");            // not in QEMU 7.2
 *     pair.same("""
 *             blockdev-add {"driver": "file", "node-name": "f", "filename": "disk.raw"}
 *             block_resize {"node-name": "f", "size": 4096}
 *             blockdev-create {"job-id": "j", "options": {...}}
 *             await JOB_STATUS_CHANGE {"status": "concluded"}
 *             """);
 *     pair.each(side -> side.tool("qemu-img", "info", "-U", "disk.raw").ok());
 * }
 * }</pre>
 *
 * <p>Both daemons work in the folder of their copy, so that names of files are relative and the
 * same. The peer is {@code qemu-storage-daemon}; the system property {@code peers.storage-daemon}
 * names another.
 */
final class QmpPair implements AutoCloseable {
    private static final int SHOWN_BEFORE = 100;
    private static final int SHOWN = 1200;

    private final QmpMask mask = new QmpMask();
    private final QmpSide ours;
    private final QmpSide theirs;

    private QmpPair(QmpSide ours, QmpSide theirs) {
        this.ours = ours;
        this.theirs = theirs;
    }

    /** Something that is done with each daemon. */
    interface Step {
        /** Does it. */
        void run(QmpSide side) throws Exception;
    }

    /**
     * Starts both.
     *
     * @param images a folder whose files both get a copy of
     * @param folder where the copies and sockets are made
     * @param arguments of both command lines
     */
    static QmpPair start(Path images, Path folder, String... arguments) throws Exception {
        Tool.requires(PeerDaemon.PROGRAM);
        var copies = Folders.of(images, folder);
        var sockets = Files.createTempDirectory(folder, "s");
        var ours = QmpSide.ours(copies.ours(), sockets, arguments);
        try {
            return new QmpPair(ours, QmpSide.theirs(copies.theirs(), sockets, arguments));
        } catch (Throwable t) {
            ours.close();
            throw t;
        }
    }

    /** Starts both over no files at all. */
    static QmpPair start(Path folder) throws Exception {
        return start(Files.createTempDirectory(folder, "none"), folder);
    }

    /** What of the answers is not compared. */
    QmpMask mask() {
        return mask;
    }

    /** Our side. */
    QmpSide ours() {
        return ours;
    }

    /** The peer's side. */
    QmpSide theirs() {
        return theirs;
    }

    /**
     * Runs a script on both and expects the same of them. Each line is
     *
     * <ul>
     *   <li>{@code COMMAND [ARGUMENTS]}: the reply is compared, be it an error;
     *   <li>{@code await EVENT [DATA]}: waits for such an event whose data have those members; all
     *       events up to it are compared, in order;
     *   <li>{@code until EVENT [DATA]}: the same, but only that event is compared;
     *   <li>empty, or begins with {@code #}.
     * </ul>
     *
     * @return what ours answered to each line
     */
    List<String> same(String script) throws IOException {
        var lines = script.lines().map(String::strip).filter(QmpPair::means).toList();
        var theirAnswers = theirs.run(lines, mask);
        var ourAnswers = ours.run(lines, mask);
        var differences = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            var told = difference(theirAnswers.get(i), ourAnswers.get(i));
            if (!told.isEmpty()) {
                differences.append("\n> ").append(lines.get(i)).append(told);
            }
        }
        assertEquals("", differences.toString(), "answers differ");
        return ourAnswers;
    }

    /** Both answers from shortly before their first difference; nothing if they are the same. */
    private static String difference(String theirs, String ours) {
        if (theirs.equals(ours)) {
            return "";
        }
        int at = 0;
        while (at < Math.min(theirs.length(), ours.length())
                && theirs.charAt(at) == ours.charAt(at)) {
            at++;
        }
        int from = Math.max(0, at - SHOWN_BEFORE);
        return "\n  theirs: " + part(theirs, from) + "\n  ours:   " + part(ours, from);
    }

    private static String part(String answer, int from) {
        int end = Math.min(answer.length(), from + SHOWN);
        return (from > 0 ? "..." : "")
                + answer.substring(from, end)
                + (end < answer.length() ? "..." : "");
    }

    private static boolean means(String line) {
        return !line.isEmpty() && !line.startsWith("#");
    }

    /** Does something with each, ours first. */
    void each(Step step) throws Exception {
        for (var side : List.of(ours, theirs)) {
            step.run(side);
        }
    }

    @Override
    public void close() throws Exception {
        try {
            theirs.close();
        } finally {
            ours.close();
        }
    }
}
