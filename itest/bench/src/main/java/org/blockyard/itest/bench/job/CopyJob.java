package org.blockyard.itest.bench.job;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.blockyard.itest.bench.server.ServerKind;
import org.blockyard.itest.kit.Programs;

/** The jobs that copy a whole disk. */
enum CopyJob {
    /** Keeps up with what is written, and is given up when all was copied once. */
    MIRROR("blockdev-mirror"),
    /** Keeps the disk of the beginning. */
    BACKUP("blockdev-backup"),
    /** Brings the disk up into an empty layer above it. */
    STREAM("block-stream"),
    /** Brings a layer that is full down into the disk; given up when all was copied once. */
    COMMIT("block-commit");

    /** The id of the job in each run. */
    static final String ID = "copy";

    /** The node of the file that {@link #make} made. */
    static final String TARGET = "target";

    private final String command;

    CopyJob(String command) {
        this.command = command;
    }

    /** The command that starts it. */
    String command() {
        return command;
    }

    /** Whether it copies the disk that is served, so that clients may use it meanwhile. */
    boolean served() {
        return this == MIRROR || this == BACKUP;
    }

    /** Whether it is the layer above the disk that is copied from or to. */
    private boolean layered() {
        return !served();
    }

    /** Makes the other file that it works with. */
    void make(Path disk, Path target, long length) throws IOException, InterruptedException {
        var source = disk.toString();
        var other = target.toString();
        switch (this) {
            case MIRROR, BACKUP -> {
                try (var file = new RandomAccessFile(target.toFile(), "rw")) {
                    file.setLength(length);
                }
            }
            case STREAM ->
                    image(target, "create", "-q", "-f", "qcow2", "-b", source, "-F", "raw", other);
            case COMMIT -> {
                image(target, "convert", "-f", "raw", "-O", "qcow2", source, other);
                image(target, "rebase", "-q", "-u", "-b", source, "-F", "raw", other);
            }
        }
    }

    private static void image(Path target, String... arguments)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("qemu-img"));
        command.addAll(List.of(arguments));
        Programs.run(command, target.resolveSibling("messages"));
    }

    /** The node of that file, and of the disk below it if it is a layer. */
    Map<String, Object> node(Path disk, Path target) {
        var node = new HashMap<String, Object>();
        node.put("node-name", TARGET);
        node.put("driver", layered() ? "qcow2" : "raw");
        node.put("file", file(target));
        if (layered()) {
            node.put("backing", Map.of("driver", "raw", "file", file(disk)));
        }
        return node;
    }

    private static Map<String, Object> file(Path path) {
        return Map.of("driver", "file", "filename", path.toString());
    }

    /** The command's arguments. */
    Map<String, Object> arguments() {
        Map<String, Object> arguments = new HashMap<>();
        arguments.put("job-id", ID);
        arguments.put("auto-dismiss", false);
        arguments.put("device", layered() ? TARGET : ServerKind.NODE);
        if (!layered()) {
            arguments.put("target", TARGET);
            arguments.put("sync", "full");
        }
        return arguments;
    }

    /**
     * Whether the peer serves the disk in an I/O thread. For a backup it can't: moving a disk with
     * a client to the thread of the filter ends in a failed assertion (7.2 and 10.0).
     */
    boolean ioThread() {
        return this == MIRROR;
    }

    /** Whether it copied all that there was when it began. */
    boolean copied(Map<String, Object> job, long length) {
        return "concluded".equals(job.get("status"))
                || (this == MIRROR || this == COMMIT)
                        && job.get("current-progress") instanceof Number done
                        && done.longValue() >= length;
    }
}
