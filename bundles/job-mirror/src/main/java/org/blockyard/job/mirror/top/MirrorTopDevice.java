package org.blockyard.job.mirror.top;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Set;
import org.blockyard.driver.Child;
import org.blockyard.driver.ChildRights;
import org.blockyard.driver.Permission;
import org.blockyard.driver.WriteFilterDevice;
import org.blockyard.io.FilePlace;
import org.blockyard.io.RequestFlags;

/** The open filter: reads go to the source, writes too, and the mirror is told of them. */
final class MirrorTopDevice extends WriteFilterDevice implements MirrorTop, ChildRights {
    private static final Set<Permission> ALL = EnumSet.allOf(Permission.class);

    private volatile GuestWrites writes = GuestWrites.UNWATCHED;

    MirrorTopDevice(Child source) {
        super(source);
    }

    @Override
    public void watch(GuestWrites next) {
        writes = next;
    }

    /**
     * The mirror copies a disk of one length; what it does with the target it does by a hold of its
     * own.
     */
    @Override
    public Rights childRights(String child, Rights byRoles, boolean held) {
        if (child.equals(MirrorTopDriver.TARGET)) {
            return new Rights(Set.of(), ALL);
        }
        var shared = EnumSet.copyOf(ALL);
        shared.remove(Permission.RESIZE);
        return new Rights(byRoles.wanted(), shared);
    }

    @Override
    public void write(long offset, ByteBuffer bytes, RequestFlags flags) throws IOException {
        var same = bytes.duplicate();
        change(
                offset,
                bytes.remaining(),
                () -> {
                    file.write(offset, bytes, flags);
                    return true;
                },
                target -> target.write(offset, same, flags.without(RequestFlags.UNCHANGED)));
    }

    @Override
    public boolean tryWrite(long offset, ByteBuffer bytes, RequestFlags flags) throws IOException {
        var told = writes;
        if (told.blocking()) {
            return false;
        }
        int length = bytes.remaining();
        boolean done = true; // a failure may have written some
        try {
            done = file.tryWrite(offset, bytes, flags);
        } finally {
            if (done) {
                told.written(offset, length);
            }
        }
        return done;
    }

    @Override
    public boolean writeZeroes(long offset, long length, RequestFlags flags) throws IOException {
        var atTarget = flags.without(RequestFlags.UNCHANGED.with(RequestFlags.NO_FALLBACK));
        return change(
                offset,
                length,
                () -> file.writeZeroes(offset, length, flags),
                target -> target.writeZeroes(offset, length, atTarget));
    }

    /** What a discarded range reads as is for the source to say, so it is read and copied. */
    @Override
    public void discard(long offset, long length) throws IOException {
        var told = writes;
        if (told.blocking()) {
            told.alone(
                    offset,
                    length,
                    () -> {
                        file.discard(offset, length);
                        return true;
                    });
            return;
        }
        try {
            file.discard(offset, length);
        } finally {
            told.written(offset, length);
        }
    }

    @Override
    public boolean copyFrom(FilePlace place, long offset, RequestFlags flags) throws IOException {
        var told = writes;
        if (told.blocking()) {
            return false; // it comes again as a write
        }
        try {
            return file.copyFrom(place, offset, flags);
        } finally {
            told.written(offset, place.length());
        }
    }

    private boolean change(
            long offset,
            long length,
            GuestWrites.SourceWrite atSource,
            GuestWrites.TargetWrite atTarget)
            throws IOException {
        var told = writes;
        if (told.blocking()) {
            return told.both(offset, length, atSource, atTarget);
        }
        try {
            return atSource.run();
        } finally {
            told.written(offset, length);
        }
    }

    @Override
    public void close() {
        writes.lost();
    }
}
