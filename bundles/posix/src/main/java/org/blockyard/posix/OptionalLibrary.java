package org.blockyard.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.posix.internal.Libc;

/**
 * A shared library that a machine may have and a program can do without. It is looked for when it
 * is first asked for, under its file names in turn, and then stays loaded. It counts as missing
 * where native calls don't work and where its system property says {@code off}. Thread-safe.
 */
public final class OptionalLibrary {
    private static final String OFF = "off";

    private final String property;
    private final List<String> fileNames;
    private final ReentrantLock lock = new ReentrantLock();
    private Optional<Found> found = Optional.empty();
    private boolean sought;

    private record Found(String fileName, SymbolLookup symbols) {}

    /**
     * A library that is not looked for yet.
     *
     * @param property the system property that switches it off
     * @param fileNames such as {@code libx.so.3}, the best first
     */
    public OptionalLibrary(String property, String... fileNames) {
        this.property = property;
        this.fileNames = List.of(fileNames);
    }

    private Optional<Found> found() {
        lock.lock();
        try {
            if (!sought) {
                found = seek();
                sought = true;
            }
            return found;
        } finally {
            lock.unlock();
        }
    }

    private Optional<Found> seek() {
        if (OFF.equals(System.getProperty(property)) || !Libc.isAvailable()) {
            return Optional.empty();
        }
        for (var name : fileNames) {
            try {
                return Optional.of(
                        new Found(name, SymbolLookup.libraryLookup(name, Arena.global())));
            } catch (IllegalArgumentException missing) {
                // under the next name, perhaps
            } catch (IllegalCallerException denied) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** The file name under which it was found. */
    public Optional<String> fileName() {
        return found().map(Found::fileName);
    }

    /** A function of it, if the library and in it the function is there. */
    public Optional<NativeFunction> function(String name) {
        return found().flatMap(there -> there.symbols().find(name))
                .map(MemorySegment::address)
                .map(NativeFunction::new);
    }
}
