package org.blockyard.itest.bench.job;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.blockyard.itest.bench.server.DiskKind;
import org.blockyard.itest.bench.server.RunningServer;
import org.blockyard.itest.bench.server.ServerKind;
import org.blockyard.itest.bench.server.Transport;
import org.blockyard.itest.bench.server.Usage;
import org.blockyard.itest.kit.QmpClient;

/** Copies a disk with one server. */
final class JobRun {
    private static final long LOOK_AGAIN = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long LONGEST = TimeUnit.MINUTES.toNanos(5);

    private final Path root;
    private final Path source;
    private final long length;
    private final Path folder;

    /**
     * Copies of one disk.
     *
     * @param root the source tree
     * @param folder for targets and sockets
     */
    JobRun(Path root, Path source, Path folder) throws IOException {
        this.root = root;
        this.source = source;
        this.length = Files.size(source);
        this.folder = folder;
    }

    /** Copies it once. */
    JobFigures measure(ServerKind kind, CopyJob job, boolean used)
            throws IOException, InterruptedException {
        var place = Files.createTempDirectory(folder, "s");
        var target = folder.resolve("target");
        job.make(source, target, length);
        try (var server = start(kind, place, job);
                var qmp = server.qmp()) {
            qmp.execute("blockdev-add", job.node(source, target));
            return used ? busy(server, qmp, job) : copy(server, qmp, job);
        } finally {
            Files.delete(target);
        }
    }

    private RunningServer start(ServerKind kind, Path place, CopyJob job)
            throws IOException, InterruptedException {
        var more = new ArrayList<String>();
        if (kind != ServerKind.BLOCKYARD) {
            more.addAll(
                    List.of(
                            "--chardev",
                            "socket,id=q,server=on,wait=off,path=" + place.resolve("qmp"),
                            "--monitor",
                            "q"));
        }
        return RunningServer.start(
                kind,
                root,
                DiskKind.RAW,
                job.served() ? source : other(place),
                Transport.UNIX,
                place,
                more,
                job.ioThread());
    }

    /** A disk to be served while the job works with others. */
    private static Path other(Path place) throws IOException {
        var path = place.resolve("other");
        try (var file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(1 << 20);
        }
        return path;
    }

    private JobFigures busy(RunningServer server, QmpClient qmp, CopyJob job)
            throws IOException, InterruptedException {
        try (var clients = new BusyClients(server.clients(1))) {
            var figures = copy(server, qmp, job);
            return figures.with(clients.end());
        }
    }

    private JobFigures copy(RunningServer server, QmpClient qmp, CopyJob job) throws IOException {
        long cpu = Usage.cpuMicros(server.pid());
        long began = System.nanoTime();
        qmp.execute(job.command(), job.arguments());
        while (!job.copied(state(qmp), length)) {
            if (System.nanoTime() - began > LONGEST) {
                throw new IOException(job + " did not end: " + state(qmp));
            }
            LockSupport.parkNanos(LOOK_AGAIN);
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        double cpuSeconds = (Usage.cpuMicros(server.pid()) - cpu) / 1e6;
        end(qmp);
        // a node that goes is flushed first
        qmp.execute("blockdev-del", Map.of("node-name", CopyJob.TARGET));
        double durableSeconds = (System.nanoTime() - began) / 1e9;
        return new JobFigures(length >> 20, seconds, durableSeconds, cpuSeconds);
    }

    private static Map<String, Object> state(QmpClient qmp) throws IOException {
        return QmpClient.objects(qmp.execute("query-jobs", Map.of())).getFirst();
    }

    private static void end(QmpClient qmp) throws IOException {
        if (!"concluded".equals(state(qmp).get("status"))) {
            qmp.execute("job-cancel", Map.of("id", CopyJob.ID));
        }
        while (!"concluded".equals(state(qmp).get("status"))) {
            LockSupport.parkNanos(LOOK_AGAIN);
        }
        var error = state(qmp).get("error");
        if (error != null && !error.equals("Operation canceled")) {
            throw new IOException("the job failed: " + error);
        }
        qmp.execute("job-dismiss", Map.of("id", CopyJob.ID));
    }
}
