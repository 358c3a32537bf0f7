package org.blockyard.itest.bench.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What processes have used up, from {@code /proc}. CPU time comes in ticks of 10 ms. */
public final class Usage {
    private static final long MICROS_PER_TICK = 10_000;
    // positions after the program's name, see proc(5)
    private static final int USER_TIME = 11;
    private static final int CHILDREN_USER_TIME = 13;

    private Usage() {}

    /** CPU time of all threads of a process, living and dead, in microseconds. */
    public static long cpuMicros(long pid) throws IOException {
        return ticks(Path.of("/proc/" + pid + "/stat"), USER_TIME);
    }

    /** CPU time of all children of ours that have ended, in microseconds. */
    public static long endedChildrenMicros() throws IOException {
        return ticks(Path.of("/proc/self/stat"), CHILDREN_USER_TIME);
    }

    /**
     * A line of {@code /proc/PID/status} in MiB.
     *
     * @param key {@code VmRSS}, its part {@code RssAnon}, or the peak {@code VmHWM}
     */
    public static long mebibytes(long pid, String key) throws IOException {
        return kibibytes(pid, key) / 1024;
    }

    /** The same in KiB. */
    public static long kibibytes(long pid, String key) throws IOException {
        return number(Path.of("/proc/" + pid + "/status"), key);
    }

    /** What a process has had the disk fetched for it, in bytes. */
    public static long diskBytesRead(long pid) throws IOException {
        return number(Path.of("/proc/" + pid + "/io"), "read_bytes");
    }

    private static long number(Path file, String key) throws IOException {
        for (var line : Files.readAllLines(file)) {
            if (line.startsWith(key + ":")) {
                return Long.parseLong(line.replaceAll("[^0-9]", ""));
            }
        }
        return 0;
    }

    private static long ticks(Path file, int first) throws IOException {
        var text = Files.readString(file);
        // the name may hold blanks, its closing bracket is the last
        var words = text.substring(text.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(words[first]) + Long.parseLong(words[first + 1])) * MICROS_PER_TICK;
    }
}
