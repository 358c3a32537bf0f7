package org.blockyard.filter.throttle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.blockyard.driver.Child;
import org.blockyard.driver.Delaying;
import org.blockyard.driver.FilterDevice;
import org.blockyard.io.FilePlace;
import org.blockyard.io.LentPlace;
import org.blockyard.io.MappedRead;
import org.blockyard.io.RequestFlags;
import org.blockyard.io.SendableRead;
import org.blockyard.throttle.Direction;
import org.blockyard.throttle.ThrottleMember;

/**
 * A disk whose requests wait until the group lets them pass. What can be had at once is had at once
 * where nobody has to wait; flushes are never kept back.
 */
class ThrottleDevice extends FilterDevice implements Delaying {
    private final ThrottleMember member;

    ThrottleDevice(Child file, ThrottleMember member) {
        super(file);
        this.member = member;
    }

    @Override
    public final void read(long offset, ByteBuffer target) throws IOException {
        member.pass(Direction.READ, target.remaining());
        file.read(offset, target);
    }

    @Override
    public final void write(long offset, ByteBuffer source, RequestFlags flags) throws IOException {
        member.pass(Direction.WRITE, source.remaining());
        file.write(offset, source, flags);
    }

    @Override
    public final boolean writeZeroes(long offset, long length, RequestFlags flags)
            throws IOException {
        member.pass(Direction.WRITE, length);
        return file.writeZeroes(offset, length, flags);
    }

    @Override
    public final void discard(long offset, long length) throws IOException {
        member.pass(Direction.WRITE, length);
        file.discard(offset, length);
    }

    @Override
    public final boolean tryRead(long offset, ByteBuffer target) throws IOException {
        int length = target.remaining();
        boolean done = member.ready(Direction.READ) && file.tryRead(offset, target);
        if (done) {
            member.count(Direction.READ, length);
        }
        return done;
    }

    @Override
    public final boolean tryWrite(long offset, ByteBuffer source, RequestFlags flags)
            throws IOException {
        int length = source.remaining();
        boolean done = member.ready(Direction.WRITE) && file.tryWrite(offset, source, flags);
        if (done) {
            member.count(Direction.WRITE, length);
        }
        return done;
    }

    @Override
    public final Optional<MappedRead> tryMap(long offset, int length) throws IOException {
        return member.ready(Direction.READ)
                ? counted(file.tryMap(offset, length))
                : Optional.empty();
    }

    @Override
    public final Optional<MappedRead> tryMapSome(long offset, int length) throws IOException {
        return member.ready(Direction.READ)
                ? counted(file.tryMapSome(offset, length))
                : Optional.empty();
    }

    private Optional<MappedRead> counted(Optional<MappedRead> lent) {
        lent.ifPresent(read -> member.count(Direction.READ, read.bytes().remaining()));
        return lent;
    }

    @Override
    public final Optional<SendableRead> trySendable(long offset, int length) throws IOException {
        if (!member.ready(Direction.READ)) {
            return Optional.empty();
        }
        var lent = file.trySendable(offset, length);
        lent.ifPresent(read -> member.count(Direction.READ, read.length()));
        return lent;
    }

    @Override
    public final Optional<LentPlace> lendPlace(long offset, long length) throws IOException {
        var lent = file.lendPlace(offset, length);
        if (lent.isPresent()) {
            try {
                member.pass(Direction.READ, lent.get().place().length());
            } catch (IOException e) {
                lent.get().close();
                throw e;
            }
        }
        return lent;
    }

    @Override
    public final boolean copyFrom(FilePlace source, long offset, RequestFlags flags)
            throws IOException {
        member.pass(Direction.WRITE, source.length());
        return file.copyFrom(source, offset, flags);
    }

    @Override
    public final void hurry() {
        member.hurry();
    }

    @Override
    public final void relax() {
        member.relax();
    }
}
