package org.blockyard.filter.copy.before.write;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.blockyard.bitmap.DirtyBits;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.Child;
import org.blockyard.driver.ChildRights;
import org.blockyard.driver.CopyBeforeWrite;
import org.blockyard.driver.CopyRules;
import org.blockyard.driver.CopyStep;
import org.blockyard.driver.Describable;
import org.blockyard.driver.HandOver;
import org.blockyard.driver.HandOverState;
import org.blockyard.driver.ImageDescription;
import org.blockyard.driver.Permission;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.Extent;
import org.blockyard.io.FilePlace;
import org.blockyard.io.LentPlace;
import org.blockyard.io.Limits;
import org.blockyard.io.MappedRead;
import org.blockyard.io.RequestFlags;
import org.blockyard.io.SendableRead;

/**
 * A disk, and the moment at which the filter was opened over it. Reads go through; what changes the
 * disk waits until the old blocks are at the target and nobody reads them from the disk any more.
 */
final class CopyBeforeWriteDevice
        implements BlockDevice, CopyBeforeWrite, ChildRights, HandOver, Describable {
    private final Child file;
    private final Child target;
    private final boolean readOnly;
    private final Blocks blocks;
    private final Steps steps;
    private final GuestWrites guest;

    CopyBeforeWriteDevice(
            Child file,
            Child target,
            Blocks blocks,
            Steps steps,
            GuestWrites guest,
            boolean readOnly) {
        this.file = file;
        this.target = target;
        this.blocks = blocks;
        this.steps = steps;
        this.guest = guest;
        this.readOnly = readOnly;
    }

    @Override
    public long length() {
        return blocks.length();
    }

    @Override
    public Limits limits() {
        return file.limits();
    }

    @Override
    public void read(long offset, ByteBuffer bytes) throws IOException {
        file.read(offset, bytes);
    }

    @Override
    public boolean tryRead(long offset, ByteBuffer bytes) throws IOException {
        return file.tryRead(offset, bytes);
    }

    @Override
    public Optional<MappedRead> tryMap(long offset, int count) throws IOException {
        return file.tryMap(offset, count);
    }

    @Override
    public Optional<MappedRead> tryMapSome(long offset, int count) throws IOException {
        return file.tryMapSome(offset, count);
    }

    @Override
    public Optional<SendableRead> trySendable(long offset, int count) throws IOException {
        return file.trySendable(offset, count);
    }

    @Override
    public Optional<LentPlace> tryLendPlace(long offset, int count) throws IOException {
        return file.tryLendPlace(offset, count);
    }

    @Override
    public Optional<LentPlace> lendPlace(long offset, long count) throws IOException {
        return file.lendPlace(offset, count);
    }

    @Override
    public Extent status(long offset, long count) {
        return Extent.passThrough(count, file.name(), offset);
    }

    @Override
    public Optional<Extent> tryStatus(long offset, long count) {
        return Optional.of(status(offset, count));
    }

    @Override
    public void flush() throws IOException {
        file.flush();
    }

    @Override
    public void write(long offset, ByteBuffer source, RequestFlags flags) throws IOException {
        if (!flags.has(RequestFlags.UNCHANGED)) {
            guest.before(offset, source.remaining());
        }
        file.write(offset, source, flags);
    }

    @Override
    public boolean tryWrite(long offset, ByteBuffer source, RequestFlags flags) throws IOException {
        return guest.free(offset, source.remaining()) && file.tryWrite(offset, source, flags);
    }

    @Override
    public boolean writeZeroes(long offset, long count, RequestFlags flags) throws IOException {
        if (!flags.has(RequestFlags.UNCHANGED)) {
            guest.before(offset, count);
        }
        return file.writeZeroes(offset, count, flags);
    }

    @Override
    public void discard(long offset, long count) throws IOException {
        guest.before(offset, count);
        file.discard(offset, count);
    }

    @Override
    public boolean copyFrom(FilePlace source, long offset, RequestFlags flags) throws IOException {
        guest.before(offset, source.length());
        return file.copyFrom(source, offset, flags);
    }

    @Override
    public void readThen(long offset, ByteBuffer bytes) throws IOException {
        int limit = bytes.limit();
        int start = bytes.position();
        while (bytes.position() < limit) {
            var source = then(offset + bytes.position() - start, limit - bytes.position());
            try {
                bytes.limit(bytes.position() + (int) source.span().length());
                (source.atTarget() ? target : file).read(source.span().start(), bytes);
            } finally {
                blocks.doneReading(source);
                bytes.limit(limit);
            }
        }
    }

    @Override
    public Extent statusThen(long offset, long count) throws IOException {
        var source = then(offset, count);
        try {
            return (source.atTarget() ? target : file).content(offset, source.span().length());
        } finally {
            blocks.doneReading(source);
        }
    }

    /**
     * Where old bytes are. Whether the moment is lost is looked at when the reader is counted: a
     * write says that it is lost before it looks for readers, so that one of the two sees the
     * other.
     */
    private Blocks.Source then(long offset, long count) throws BlockException {
        var source = blocks.read(offset, count);
        var broken = guest.broken();
        if (broken.isPresent()) {
            blocks.doneReading(source);
            throw new BlockException(
                    ErrorKind.DENIED,
                    "the moment is lost: " + broken.get().sentence(),
                    broken.get());
        }
        return source;
    }

    @Override
    public void forgetThen(long offset, long count) throws IOException {
        var gone = blocks.lose(offset, count);
        if (gone.length() > 0) {
            target.discard(gone.start(), gone.length());
        }
    }

    @Override
    public long copyBlock() {
        return blocks.size();
    }

    @Override
    public void copyAs(CopyRules rules) {
        steps.rules(rules);
    }

    @Override
    public void copyNothing() {
        blocks.loseAll();
    }

    @Override
    public void alsoCopy(long offset, long count) {
        blocks.keep(offset, count);
    }

    @Override
    public DirtyBits yetToCopy() {
        return blocks.open();
    }

    @Override
    public CopyStep copyNext(long from, long most) throws IOException {
        return steps.copyNext(from, most);
    }

    @Override
    public Optional<BlockException> broken() {
        return guest.broken();
    }

    /**
     * Whoever writes the disk past the filter would spoil the moment. The target is written
     * whatever the guest does, and others may write it: the disk itself may lie below it.
     */
    @Override
    public Rights childRights(String child, Rights byRoles, boolean held) {
        var wanted = EnumSet.noneOf(Permission.class);
        var shared = EnumSet.noneOf(Permission.class);
        if (child.equals(target.name())) {
            if (!readOnly) {
                wanted.add(Permission.WRITE);
            }
            shared.addAll(Set.of(Permission.values()));
            shared.remove(Permission.RESIZE);
            return new Rights(wanted, shared);
        }
        wanted.addAll(byRoles.wanted());
        shared.addAll(byRoles.shared());
        if (held) {
            shared.removeAll(Set.of(Permission.WRITE, Permission.RESIZE));
        }
        if (steps.rules().discardSource()) {
            wanted.add(Permission.WRITE);
        }
        if (wanted.contains(Permission.WRITE)) {
            wanted.add(Permission.CONSISTENT_READ);
        }
        return new Rights(wanted, shared);
    }

    @Override
    public Optional<HandOverState> handOver() throws IOException {
        return Inheritance.of(blocks, steps.rules(), guest.broken());
    }

    @Override
    public ImageDescription describe() throws IOException {
        return file.description().orElse(ImageDescription.EMPTY).ofFilter();
    }

    @Override
    public void close() {
        // the children are the graph's to close
    }
}
