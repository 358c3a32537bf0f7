package org.blockyard.itest.bench.soak;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.blockyard.itest.bench.verify.Generations;
import org.blockyard.itest.bench.verify.LoadProcess;
import org.blockyard.itest.bench.verify.Stamp;

/**
 * Clients that are killed in the middle of what they do, one after the other. They take turns on
 * two disks: what the server still has of a dead one is done before the next one comes there.
 */
final class Victims implements AutoCloseable {
    private static final int BLOCKS = (64 << 20) / Stamp.BLOCK;

    private final SoakDaemon daemon;
    private final List<SoakDisk> disks;
    private final long seed;
    private final List<String> complaints = new ArrayList<>();
    private Process process;
    private int killed;

    /** Starts the first one, on disks of {@link #disks}. */
    Victims(SoakDaemon daemon, List<SoakDisk> disks, long seed) throws IOException {
        this.daemon = daemon;
        this.disks = disks;
        this.seed = seed;
        this.process = launch();
    }

    /** Makes disks for them. */
    static List<SoakDisk> disks(Path folder) throws IOException, InterruptedException {
        var disks =
                List.of(
                        new SoakDisk(folder, "victim0", "raw"),
                        new SoakDisk(folder, "victim1", "raw"));
        for (var disk : disks) {
            disk.make(new Generations(BLOCKS));
        }
        return disks;
    }

    private Process launch() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classes(),
                        LoadProcess.class.getName(),
                        LoadProcess.text(daemon.address()),
                        disks.get(killed % disks.size()).name(),
                        Integer.toString(BLOCKS),
                        Long.toString(seed + killed))
                .redirectErrorStream(true)
                .start();
    }

    private static String classes() {
        return LoadProcess.class.getProtectionDomain().getCodeSource().getLocation().getPath();
    }

    /** Waits until the one at hand is well under way, kills it, and starts another. */
    void next() throws IOException, InterruptedException {
        kill();
        process = launch();
    }

    private void kill() throws IOException, InterruptedException {
        try (var said = process.inputReader()) {
            var first = said.readLine();
            if (!Objects.equals(first, LoadProcess.BUSY)) {
                complaints.add("a client that was to be killed said: " + first);
            }
            process.destroyForcibly().waitFor();
            killed++;
        }
    }

    /** How many were killed. */
    int killed() {
        return killed;
    }

    /** What they found wrong. */
    List<String> complaints() {
        return complaints;
    }

    /** Kills the last one. */
    @Override
    public void close() throws IOException, InterruptedException {
        kill();
    }
}
