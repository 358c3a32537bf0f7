package org.blockyard.protocol.file;

import java.util.EnumSet;
import java.util.Set;
import org.blockyard.driver.Permission;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.posix.HostFile;
import org.blockyard.posix.LockHolder;
import org.blockyard.posix.PosixException;

/**
 * Tells other processes, QEMU's among them, what is done with an image and what they may do. For
 * permission number {@code n} a shared lock on byte {@code 100+n} says "I do this", one on {@code
 * 200+n} "nobody else may"; both lie on no data and are only looked at by those who know them.
 */
final class ImageLocks {
    private static final long USED = 100;
    private static final long UNSHARED = 200;

    private final HostFile file;
    private final String path;
    private final boolean wanted;
    private Use committed = Use.NOTHING;
    private Use prepared = Use.NOTHING;

    /** What a process does and what it forbids others. */
    private record Use(Set<Permission> used, Set<Permission> unshared) {
        static final Use NOTHING =
                new Use(EnumSet.noneOf(Permission.class), EnumSet.noneOf(Permission.class));

        static Use of(Set<Permission> used, Set<Permission> shared) {
            var unshared = EnumSet.allOf(Permission.class);
            unshared.removeAll(shared);
            var copy = EnumSet.noneOf(Permission.class);
            copy.addAll(used);
            return new Use(copy, unshared);
        }

        boolean isMoreThan(Use other) {
            return !other.used.containsAll(used) || !other.unshared.containsAll(unshared);
        }
    }

    ImageLocks(HostFile file, String path, boolean wanted) {
        this.file = file;
        this.path = path;
        this.wanted = wanted;
    }

    /**
     * Takes the locks that the new state needs beside those held, then looks whether anyone is in
     * the way. A state that asks for nothing new is never refused.
     */
    void prepare(Set<Permission> used, Set<Permission> shared) throws BlockException {
        if (!wanted) {
            return;
        }
        prepared = Use.of(used, shared);
        try {
            take(USED, prepared.used, committed.used);
            take(UNSHARED, prepared.unshared, committed.unshared);
            if (prepared.isMoreThan(committed)) {
                refuse(UNSHARED, prepared.used, "");
                refuse(USED, prepared.unshared, "shared ");
            }
        } catch (BlockException failure) {
            abort();
            throw failure;
        }
    }

    /** What is locked as done. */
    Set<Permission> used() {
        return committed.used;
    }

    /** What is locked as forbidden to others. */
    Set<Permission> unshared() {
        return committed.unshared;
    }

    /**
     * Goes on with locks that the open file holds already. They are made what they are said to be:
     * an instance in between may have changed them before it was given up.
     */
    void takeOver(Set<Permission> used, Set<Permission> unshared) throws BlockException {
        if (!wanted) {
            return;
        }
        var held = new Use(used, unshared);
        take(USED, used, Use.NOTHING.used);
        take(UNSHARED, unshared, Use.NOTHING.unshared);
        committed = held;
        prepared = held;
        var all = EnumSet.allOf(Permission.class);
        release(new Use(all, all), held);
    }

    /** Gives up what only the old state needed. */
    void commit() {
        var old = committed;
        committed = prepared;
        release(old, committed);
    }

    /** Gives up what only the new state needed. */
    void abort() {
        var tried = prepared;
        prepared = committed;
        release(tried, committed);
    }

    private void take(long base, Set<Permission> needed, Set<Permission> held)
            throws BlockException {
        for (var permission : needed) {
            if (!held.contains(permission)) {
                long at = base + permission.ordinal();
                try {
                    if (!file.lock(at, 1, false)) {
                        throw new BlockException(ErrorKind.LOCKED, "Failed to lock byte " + at);
                    }
                } catch (PosixException failure) {
                    throw Failures.of(failure).prefix("Failed to lock byte " + at + ": ");
                }
            }
        }
    }

    private void refuse(long base, Set<Permission> looked, String how) throws BlockException {
        for (var permission : looked) {
            long at = base + permission.ordinal();
            try {
                if (file.isLockedByOthers(at, 1)) {
                    throw inTheWay(how, permission, at);
                }
            } catch (PosixException failure) {
                throw Failures.of(failure).prefix("Failed to test the image's locks: ");
            }
        }
    }

    /** In the words that scripts know from QEMU, with the holder behind them. */
    private BlockException inTheWay(String how, Permission permission, long at) {
        var words = permission.word().replace('-', ' ');
        var holder = LockHolder.of(file, at).map(ImageLocks::described).orElse("");
        return new BlockException(
                        ErrorKind.LOCKED, "Failed to get " + how + '"' + words + "\" lock" + holder)
                .hint("Is another process using the image [" + path + "]?");
    }

    private static String described(LockHolder holder) {
        return holder.isThisProcess()
                ? " (this process itself has the file open elsewhere)"
                : " (held by process " + holder.pid() + ": " + holder.command() + ")";
    }

    private void release(Use held, Use kept) {
        if (wanted) {
            release(USED, held.used, kept.used);
            release(UNSHARED, held.unshared, kept.unshared);
        }
    }

    private void release(long base, Set<Permission> held, Set<Permission> kept) {
        for (var permission : held) {
            if (!kept.contains(permission)) {
                try {
                    file.unlock(base + permission.ordinal(), 1);
                } catch (PosixException ignored) {
                    // unlocking can't fail on a file that could be locked; the close of the file
                    // unlocks in any case
                }
            }
        }
    }
}
