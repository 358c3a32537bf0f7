package org.blockyard.metrics.figures;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import org.blockyard.metrics.text.Family.Type;
import org.blockyard.metrics.text.Labels;
import org.blockyard.metrics.text.MetricsText;

/** What the process takes from the system, by the names that other programs have for it too. */
public final class ProcessFigures implements Figures {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final long KIB = 1024;

    /** Figures of this process. */
    public ProcessFigures() {}

    @Override
    public void write(MetricsText out) {
        var process = ProcessHandle.current().info();
        process.totalCpuDuration()
                .map(Duration::toNanos)
                .ifPresent(
                        nanos ->
                                out.seconds(
                                                "process_cpu",
                                                Type.COUNTER,
                                                "Processor time of the process.")
                                        .addNanos(Labels.NONE, nanos));
        process.startInstant()
                .map(start -> Duration.between(Instant.EPOCH, start).toNanos())
                .ifPresent(
                        nanos ->
                                out.seconds(
                                                "process_start_time",
                                                Type.GAUGE,
                                                "When the process began, since 1970.")
                                        .addNanos(Labels.NONE, nanos));
        status("VmRSS:")
                .ifPresent(
                        bytes ->
                                out.bytes(
                                                "process_resident_memory",
                                                Type.GAUGE,
                                                "Memory of the process that is resident.")
                                        .add(Labels.NONE, bytes));
        status("VmSize:")
                .ifPresent(
                        bytes ->
                                out.bytes(
                                                "process_virtual_memory",
                                                Type.GAUGE,
                                                "Addresses that the process has taken.")
                                        .add(Labels.NONE, bytes));
        descriptors()
                .ifPresent(
                        count ->
                                out.family("process_open_fds", Type.GAUGE, "Open descriptors.")
                                        .add(Labels.NONE, count));
    }

    private static OptionalLong status(String key) {
        try (var lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith(key))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * KIB)
                    .findFirst();
        } catch (IOException e) {
            return OptionalLong.empty(); // not on this system
        }
    }

    private static OptionalLong descriptors() {
        try (var open = Files.list(DESCRIPTORS)) {
            return OptionalLong.of(open.count());
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }
}
