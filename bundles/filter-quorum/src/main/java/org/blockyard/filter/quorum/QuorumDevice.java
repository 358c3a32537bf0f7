package org.blockyard.filter.quorum;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.blockyard.driver.Child;
import org.blockyard.driver.ChildRights;
import org.blockyard.driver.OpenContext;
import org.blockyard.driver.Permission;
import org.blockyard.driver.StrictDevice;
import org.blockyard.filter.quorum.QuorumEvents.Operation;
import org.blockyard.filter.quorum.QuorumOptions.ReadPattern;
import org.blockyard.filter.quorum.Reports.Place;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.Extent;
import org.blockyard.io.IoBuffer;
import org.blockyard.io.Limits;
import org.blockyard.io.RangeLock;
import org.blockyard.io.RequestFlags;

/**
 * A disk on several others. Each write goes to all of them; a read to all, which vote, or to the
 * first that can be read. Discards go to none, since afterwards they might differ. Children are
 * written in the same order, and not asked to vote on what is being written; an inactive disk does
 * not have them vote at all, since others may be writing.
 */
final class QuorumDevice extends StrictDevice implements ChildRights {
    /** Each child has a buffer of its own while they vote. */
    private static final int MOST = 1 << 20;

    private final Electorate electorate;
    private final QuorumOptions options;
    private final boolean readOnly;
    private final boolean inactive;
    private final Reports reports;
    private final RangeLock ranges = new RangeLock();

    QuorumDevice(
            Electorate electorate, QuorumOptions options, OpenContext context, Reports reports) {
        this.electorate = electorate;
        this.options = options;
        this.readOnly = context.readOnly() || context.inactive();
        this.inactive = context.inactive();
        this.reports = reports;
    }

    private List<Child> children() {
        return electorate.children();
    }

    @Override
    public long length() {
        return children().getFirst().length();
    }

    @Override
    public Limits limits() {
        int request = 1;
        int memory = 1;
        for (var child : children()) {
            request = Math.max(request, child.limits().requestAlignment());
            memory = Math.max(memory, child.limits().memoryAlignment());
        }
        return Limits.NONE
                .aligned(request, memory)
                .transfers(Math.max(request, 4096), Math.max(request, MOST));
    }

    /** Nobody else may write or change the length; what loses a vote may have to be written. */
    @Override
    public Rights childRights(String child, Rights byRoles, boolean held) {
        var wanted = EnumSet.noneOf(Permission.class);
        wanted.addAll(byRoles.wanted());
        wanted.remove(Permission.RESIZE);
        if (options.rewriteCorrupted() && !readOnly) {
            wanted.add(Permission.WRITE);
        }
        var shared = EnumSet.noneOf(Permission.class);
        shared.addAll(byRoles.shared());
        shared.removeAll(Set.of(Permission.WRITE, Permission.RESIZE));
        return new Rights(wanted, shared);
    }

    @Override
    public void read(long offset, ByteBuffer target) throws IOException {
        if (options.readPattern() == ReadPattern.FIFO || inactive) {
            readFirst(offset, target);
            return;
        }
        var lent = new ArrayList<IoBuffer>();
        try (var _ = ranges.shared(offset, target.remaining())) {
            for (int i = 0; i < children().size(); i++) {
                lent.add(electorate.buffers().lend(target.remaining()));
            }
            vote(offset, target, lent);
        } finally {
            lent.forEach(IoBuffer::close);
        }
    }

    private void readFirst(long offset, ByteBuffer target) throws IOException {
        var place = new Place(offset, target.remaining());
        int start = target.position();
        for (int i = 0; ; i++) {
            try {
                children().get(i).read(offset, target);
                return;
            } catch (IOException e) {
                var failure = BlockException.of(e);
                reports.failed(Operation.READ, children().get(i).nodeName(), place, failure);
                target.position(start);
                if (i + 1 == children().size()) {
                    throw failure;
                }
            }
        }
    }

    private void vote(long offset, ByteBuffer target, List<IoBuffer> lent) throws IOException {
        var place = new Place(offset, target.remaining());
        var failures =
                electorate.all(
                        Operation.READ,
                        place,
                        (child, index) -> child.read(offset, lent.get(index).bytes()));
        electorate.requireEnough(failures, place);
        var ballot = new Ballot();
        for (int i = 0; i < failures.size(); i++) {
            if (failures.get(i).isEmpty()) {
                ballot.cast(i, lent.get(i).bytes().flip());
            }
        }
        if (!ballot.unanimous()) {
            decide(ballot, place);
        }
        target.put(ballot.winner().bytes());
    }

    private void decide(Ballot ballot, Place place) throws IOException {
        if (options.blkverify()) {
            throw new BlockException(
                    ErrorKind.IO,
                    "quorum: contents mismatch at offset "
                            + (place.offset() + ballot.firstDifference()));
        }
        var winner = ballot.winner();
        if (winner.holders().size() < electorate.threshold()) {
            reports.failed(place);
            throw new BlockException(ErrorKind.IO, "too few children hold the same bytes");
        }
        for (int loser : ballot.losers(winner)) {
            var child = children().get(loser);
            reports.differs(child.nodeName(), place);
            if (options.rewriteCorrupted() && !readOnly) {
                rewrite(child, place, winner.bytes().duplicate());
            }
        }
    }

    private void rewrite(Child child, Place place, ByteBuffer right) {
        try {
            child.write(place.offset(), right, RequestFlags.NONE);
        } catch (IOException e) {
            // the reader has its bytes
            reports.failed(Operation.WRITE, child.nodeName(), place, BlockException.of(e));
        }
    }

    @Override
    public void write(long offset, ByteBuffer source, RequestFlags flags) throws IOException {
        var place = new Place(offset, source.remaining());
        try (var _ = ranges.exclusive(offset, source.remaining())) {
            var failures =
                    electorate.all(
                            Operation.WRITE,
                            place,
                            (child, index) -> child.write(offset, source.duplicate(), flags));
            electorate.requireEnough(failures, place);
        }
        source.position(source.limit());
    }

    @Override
    public boolean writeZeroes(long offset, long length, RequestFlags flags) throws IOException {
        var place = new Place(offset, length);
        var zeroing = flags.without(RequestFlags.NO_FALLBACK);
        try (var _ = ranges.exclusive(offset, length)) {
            var failures =
                    electorate.all(
                            Operation.WRITE,
                            place,
                            (child, index) -> child.writeZeroes(offset, length, zeroing));
            electorate.requireEnough(failures, place);
        }
        return true;
    }

    @Override
    public void discard(long offset, long length) {
        // what it reads as afterwards is each child's choice, and they would vote on it
    }

    @Override
    public void flush() throws IOException {
        var failures =
                electorate.all(Operation.FLUSH, Place.NOWHERE, (child, index) -> child.flush());
        electorate.requireEnough(failures, Place.NOWHERE);
    }

    /** Zeroes if they are for all children; data otherwise, at no place that can be told. */
    @Override
    public Extent status(long offset, long length) throws IOException {
        long zeroes = length;
        for (var child : children()) {
            var there = child.content(offset, zeroes);
            if (there.kind() != Extent.Kind.ZERO) {
                return Extent.data(Math.min(length, there.length()));
            }
            zeroes = Math.min(zeroes, there.length());
        }
        return Extent.zero(zeroes);
    }
}
