package org.blockyard.posix.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.blockyard.posix.HostFile;
import org.blockyard.posix.LockHolder;
import org.blockyard.posix.PosixException;

/**
 * Searches {@code /proc/PID/fdinfo} for a lock. A lock of an open file has no process id, neither
 * in {@code /proc/locks} nor in the answer of {@code F_OFD_GETLK}: only the lists of each
 * descriptor's own locks tell.
 */
public final class LockSearch {
    private static final Path PROCESSES = Path.of("/proc");
    private static final long MOST_NANOS = 300_000_000;

    private final String inode;
    private final long at;
    private final long began = System.nanoTime();

    private LockSearch(long inode, long at) {
        this.inode = ":" + inode;
        this.at = at;
    }

    /** Who else has a byte of a file locked. */
    public static Optional<LockHolder> holder(HostFile file, long at) {
        long self = ProcessHandle.current().pid();
        try {
            var search = new LockSearch(file.status().inode(), at);
            for (var process : processes()) {
                if (process != self && search.holds(process, -1)) {
                    return Optional.of(named(process));
                }
            }
            return search.holds(self, file.descriptor())
                    ? Optional.of(named(self))
                    : Optional.empty();
        } catch (PosixException e) {
            return Optional.empty();
        }
    }

    /** The youngest first: the oldest are the system's own. */
    private static List<Long> processes() {
        return list(PROCESSES).stream()
                .map(path -> path.getFileName().toString())
                .filter(name -> name.chars().allMatch(c -> c >= '0' && c <= '9'))
                .map(Long::valueOf)
                .sorted(Comparator.reverseOrder())
                .toList();
    }

    private boolean holds(long process, int butDescriptor) {
        for (var descriptor : list(PROCESSES.resolve(process + "/fdinfo"))) {
            if (System.nanoTime() - began > MOST_NANOS) {
                return false;
            }
            if (!descriptor.endsWith(Integer.toString(butDescriptor)) && locks(descriptor)) {
                return true;
            }
        }
        return false;
    }

    private boolean locks(Path descriptor) {
        return text(descriptor).lines().anyMatch(this::isTheLock);
    }

    /** Such as {@code lock: 1: OFDLCK ADVISORY READ -1 fe:00:2147059 100 101}. */
    private boolean isTheLock(String line) {
        if (!line.startsWith("lock:")) {
            return false;
        }
        var words = line.trim().split("\\s+");
        int last = words.length - 1;
        return last >= 2
                && words[last - 2].endsWith(inode)
                && Long.parseLong(words[last - 1]) <= at
                && (words[last].equals("EOF") || Long.parseLong(words[last]) >= at);
    }

    private static LockHolder named(long process) {
        return new LockHolder(process, text(PROCESSES.resolve(process + "/comm")).trim());
    }

    /** What is in a folder; nothing if we may not look or the process is gone. */
    private static List<Path> list(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.toList();
        } catch (IOException | UncheckedIOException e) {
            return List.of();
        }
    }

    private static String text(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }
}
