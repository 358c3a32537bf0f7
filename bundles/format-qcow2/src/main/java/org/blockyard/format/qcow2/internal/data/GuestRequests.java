package org.blockyard.format.qcow2.internal.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.blockyard.format.kit.BracketedMap;
import org.blockyard.io.BlockException;
import org.blockyard.io.DataChannel;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.Extent;
import org.blockyard.io.FilePlace;
import org.blockyard.io.LentPlace;
import org.blockyard.io.MappedRead;
import org.blockyard.io.RequestFlags;

/**
 * The requests of an open image's users. Each is in a bracket, so that no cluster is given away
 * that it may still touch.
 */
abstract class GuestRequests implements DataChannel {
    /** The most that is lent at once, so that no cluster is kept for long. */
    private static final long MOST_LENT = 64 << 20;

    final ImageSetup setup;
    volatile ImageParts parts;

    GuestRequests(ImageSetup setup, ImageParts parts) {
        this.setup = setup;
        this.parts = parts;
    }

    @Override
    public final void read(long offset, ByteBuffer target) throws IOException {
        var now = parts;
        int slot = now.epochs.enter();
        try {
            now.reader.read(offset, target);
        } finally {
            now.epochs.leave(slot);
        }
    }

    @Override
    public final boolean tryRead(long offset, ByteBuffer target) throws IOException {
        var now = parts;
        int slot = now.epochs.enter();
        try {
            return now.reader.tryRead(offset, target);
        } finally {
            now.epochs.leave(slot);
        }
    }

    @Override
    public final void write(long offset, ByteBuffer source, RequestFlags flags) throws IOException {
        refuseWrites();
        var now = parts;
        int slot = now.epochs.enter();
        try {
            if (flags.has(RequestFlags.COMPRESSED)) {
                refusePacking();
                now.packer.write(offset, source, setup.store().header().size());
            } else {
                now.writer.write(offset, source);
            }
        } finally {
            now.epochs.leave(slot);
        }
        if (flags.has(RequestFlags.FUA)) {
            flush();
        }
    }

    @Override
    public final boolean tryWrite(long offset, ByteBuffer source, RequestFlags flags)
            throws IOException {
        if (!setup.behaviour().writable()
                || setup.corruption().found()
                || flags.has(RequestFlags.FUA)
                || flags.has(RequestFlags.COMPRESSED)) {
            return false;
        }
        var now = parts;
        int slot = now.epochs.enter();
        try {
            return now.quickWriter.tryWrite(offset, source);
        } finally {
            now.epochs.leave(slot);
        }
    }

    @Override
    public final Optional<MappedRead> tryMap(long offset, int length) throws IOException {
        return tryMap(GuestReader::tryMap, offset, length);
    }

    @Override
    public final Optional<MappedRead> tryMapSome(long offset, int length) throws IOException {
        return tryMap(GuestReader::tryMapSome, offset, length);
    }

    /** How much of a range is to be lent. */
    private interface Mapped {
        Optional<MappedRead> lend(GuestReader reader, long offset, int length) throws IOException;
    }

    private Optional<MappedRead> tryMap(Mapped how, long offset, int length) throws IOException {
        var now = parts;
        int slot = now.epochs.enter();
        Optional<MappedRead> mapped = Optional.empty();
        try {
            mapped = how.lend(now.reader, offset, length);
            return mapped.map(bytes -> new BracketedMap(bytes, now.epochs, slot));
        } finally {
            if (mapped.isEmpty()) {
                now.epochs.leave(slot);
            }
        }
    }

    @Override
    public final Optional<LentPlace> lendPlace(long offset, long length) throws IOException {
        return lend(GuestReader::lendPlace, offset, (int) Math.min(length, MOST_LENT));
    }

    @Override
    public final Optional<LentPlace> tryLendPlace(long offset, int length) throws IOException {
        return lend(GuestReader::tryLendPlace, offset, length);
    }

    /** How the place of a range is found. */
    private interface Placed {
        Optional<LentPlace> lend(GuestReader reader, long offset, int length) throws IOException;
    }

    private Optional<LentPlace> lend(Placed how, long offset, int length) throws IOException {
        var now = parts;
        int slot = now.epochs.enter();
        Optional<LentPlace> lent = Optional.empty();
        try {
            lent = how.lend(now.reader, offset, length);
            return lent.map(
                    inner -> LentPlace.within(inner, inner.place(), () -> now.epochs.leave(slot)));
        } finally {
            if (lent.isEmpty()) {
                now.epochs.leave(slot);
            }
        }
    }

    @Override
    public final boolean copyFrom(FilePlace source, long offset, RequestFlags flags)
            throws IOException {
        return change(offset, source.length(), flags, now -> now.copier.run(source, offset));
    }

    @Override
    public final boolean writeZeroes(long offset, long length, RequestFlags flags)
            throws IOException {
        return change(offset, length, flags, now -> now.zeroes.run(offset, length, flags));
    }

    /** A change of a range that may turn out not to be possible. */
    private interface Change {
        boolean run(ImageParts now) throws IOException;
    }

    private boolean change(long offset, long length, RequestFlags flags, Change change)
            throws IOException {
        refuseWrites();
        var now = parts;
        int slot = now.epochs.enter();
        boolean done;
        try {
            done = change.run(now);
        } finally {
            now.epochs.leave(slot);
        }
        if (done && flags.has(RequestFlags.FUA)) {
            flush();
        }
        return done;
    }

    @Override
    public final void discard(long offset, long length) throws IOException {
        refuseWrites();
        var now = parts;
        int slot = now.epochs.enter();
        try {
            now.edits.discard(offset, length);
        } finally {
            now.epochs.leave(slot);
        }
    }

    @Override
    public final void flush() throws IOException {
        if (setup.behaviour().writable()) {
            setup.corruption().refuseIfFound();
            parts.metadata.writeBack().flush();
        }
    }

    @Override
    public final Extent status(long offset, long length) throws IOException {
        var now = parts;
        int slot = now.epochs.enter();
        try {
            return now.status.at(offset, length);
        } finally {
            now.epochs.leave(slot);
        }
    }

    @Override
    public final Optional<Extent> tryStatus(long offset, long length) throws IOException {
        var now = parts;
        int slot = now.epochs.enter();
        try {
            return now.status.tryAt(offset, length);
        } finally {
            now.epochs.leave(slot);
        }
    }

    private void refusePacking() throws BlockException {
        if (parts.metadata.dataApart() || parts.metadata.encrypted()) {
            throw new BlockException(
                    ErrorKind.UNSUPPORTED,
                    parts.metadata.encrypted()
                            ? "Compression and encryption not supported at the same time"
                            : "an external data file can't hold compressed clusters");
        }
    }

    /** Fails if the image is not to be written. */
    final void refuseWrites() throws BlockException {
        if (!setup.behaviour().writable()) {
            throw new BlockException(ErrorKind.READ_ONLY, "the image is open for reading only");
        }
        setup.corruption().refuseIfFound();
    }
}
