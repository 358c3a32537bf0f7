package org.blockyard.img.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.blockyard.graph.BlockNode;
import org.blockyard.graph.BlockUser;
import org.blockyard.graph.ChainExtent;
import org.blockyard.graph.Lane;
import org.blockyard.io.IoBuffer;
import org.blockyard.io.RequestFlags;

/**
 * Writes into an image what its old backing image has and the new one has not, so that it reads as
 * before over the new one.
 */
final class Rebasement {
    private static final int CHUNK = 1 << 20;

    private final Lane top;
    private final Optional<Lane> below;
    private final int unit;
    private final RequestFlags flags;
    private final ProgressLine progress;
    private final IoBuffer oldBuffer;
    private final IoBuffer newBuffer;

    /** Whether the image can hold zeroes without data: it has a backing image that they hide. */
    private final boolean hidesByZeroes;

    /** The new backing image, if it is one of the old chain: what lies below needs no look. */
    private final Optional<String> common;

    Rebasement(
            Session session,
            Lane top,
            Optional<BlockUser> below,
            BlockNode node,
            int unit,
            boolean compress,
            ProgressLine progress)
            throws IOException {
        this.top = top;
        this.below = below.isEmpty() ? Optional.empty() : Optional.of(below.get().openLane());
        this.unit = unit;
        this.flags = compress ? RequestFlags.COMPRESSED : RequestFlags.NONE;
        this.progress = progress;
        this.hidesByZeroes = node.child("backing").isPresent();
        this.common = below.flatMap(user -> common(node, user.node().fileName()));
        var buffers = session.platform().buffers();
        this.oldBuffer = buffers.lend(Math.max(CHUNK, unit));
        this.newBuffer = buffers.lend(Math.max(CHUNK, unit));
    }

    private static Optional<String> common(BlockNode node, String newName) {
        for (var old = node.child("backing"); old.isPresent(); old = old.get().child("backing")) {
            if (FileIdentity.same(old.get().fileName(), newName, newName)) {
                return old.map(BlockNode::name);
            }
        }
        return Optional.empty();
    }

    void run() throws IOException {
        long length = top.length();
        try (oldBuffer;
                newBuffer) {
            for (long offset = 0; offset < length; ) {
                var status = top.chainStatus(offset, length - offset, common);
                long end = offset + status.length();
                long whole = end == length ? end : end / unit * unit;
                if (whole <= offset) {
                    // a unit of several kinds is looked at whole
                    offset = compare(offset, Math.min(length, offset + unit), false);
                } else if (needsNoLook(status)) {
                    offset = whole;
                } else {
                    offset = compare(offset, whole, status.zero());
                }
                progress.update(offset, length);
            }
        }
    }

    private boolean needsNoLook(ChainExtent status) {
        return status.present() ? status.depth() == 0 : common.isPresent();
    }

    private long compare(long from, long to, boolean zero) throws IOException {
        if (zero) {
            long zeroes = zeroesBelow(from, to - from);
            if (zeroes == to - from || zeroes >= unit) {
                return zeroes == to - from ? to : from + zeroes / unit * unit;
            }
        }
        int count = (int) Math.min(to - from, Math.max(CHUNK, unit));
        var oldBytes = oldBuffer.bytes();
        var newBytes = newBuffer.bytes();
        top.read(from, oldBytes.clear().limit(count));
        readBelow(from, newBytes.clear().limit(count));
        for (int at = 0; at < count; at += unit) {
            int end = Math.min(count, at + unit);
            oldBytes.clear().limit(end).position(at);
            if (!oldBytes.equals(newBytes.clear().limit(end).position(at))) {
                write(from + at, oldBytes);
            }
        }
        return from + count;
    }

    /** How many zero bytes the new backing image has there; 0 if the first is none. */
    private long zeroesBelow(long offset, long length) throws IOException {
        if (below.isEmpty() || offset >= below.get().length()) {
            return length;
        }
        long most = Math.min(length, below.get().length() - offset);
        var status = below.get().chainStatus(offset, most, Optional.empty());
        return status.zero() ? status.length() : 0;
    }

    /** Behind its end a backing image reads as zeroes. */
    private void readBelow(long offset, ByteBuffer target) throws IOException {
        int limit = target.limit();
        long there = below.isEmpty() ? 0 : Math.max(0, below.get().length() - offset);
        int count = (int) Math.min(limit, there);
        if (count > 0) {
            below.get().read(offset, target.limit(count));
        }
        target.limit(limit).position(count);
        while (target.hasRemaining()) {
            target.put((byte) 0);
        }
    }

    private void write(long offset, ByteBuffer bytes) throws IOException {
        if (hidesByZeroes && Zeroes.all(bytes)) {
            top.writeZeroes(offset, bytes.remaining(), RequestFlags.NONE);
        } else {
            top.write(offset, bytes, flags);
        }
    }
}
