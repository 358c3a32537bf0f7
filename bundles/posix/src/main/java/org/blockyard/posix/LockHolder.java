package org.blockyard.posix;

import java.util.Optional;
import org.blockyard.posix.internal.LockSearch;

/**
 * A process that has a byte of a file locked.
 *
 * @param pid its process id; this process's own if another of its open files holds the lock
 * @param command the name of its program, as the system lists it
 */
public record LockHolder(long pid, String command) {
    /**
     * Looks for who else has a byte of a file locked: another process if there is one, else this
     * one by another open file. The system does not tell whose lock of an open file it is, so the
     * processes that may be looked into are searched, for a fraction of a second at most; empty if
     * it is none of them. For messages: the answer may be outdated when it is there.
     */
    public static Optional<LockHolder> of(HostFile file, long at) {
        return LockSearch.holder(file, at);
    }

    /** Whether it is this process. */
    public boolean isThisProcess() {
        return pid == ProcessHandle.current().pid();
    }
}
