package org.blockyard.export.nbd.protocol;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.blockyard.export.nbd.protocol.Background.Answer;
import org.blockyard.graph.ChainExtent;
import org.blockyard.graph.Lane;
import org.blockyard.io.Extent;

/**
 * Answers BLOCK_STATUS: one chunk per metadata context. It may tell of less than was asked, so its
 * size and time are bounded.
 */
final class StatusReply {
    /** How often the chain is asked for one request. */
    private static final int MOST_LOOKUPS = 2 * Wire.MAX_EXTENTS;

    /** The state of dirty bytes in a bitmap's context. */
    private static final int DIRTY = 1;

    private final Disk disk;
    private final Lane lane;
    private final Framing framing;

    StatusReply(Disk disk, Lane lane, Framing framing) {
        this.disk = disk;
        this.lane = lane;
        this.framing = framing;
    }

    Answer answer(Request request, MetaContexts contexts) throws IOException {
        int most = request.has(Wire.CMD_FLAG_REQ_ONE) ? 1 : Wire.MAX_EXTENTS;
        var lists = new ArrayList<Extents>();
        var ofDisk = new ArrayList<Extents>();
        for (var member : contexts.members()) {
            var list = new Extents(member.id(), most);
            lists.add(list);
            if (member.bitmap().isEmpty()) {
                ofDisk.add(list);
            } else {
                marks(request, member.bitmap(), list);
            }
        }
        if (!ofDisk.isEmpty()) {
            collect(request, ofDisk);
        }
        var chunks = new ByteBuffer[lists.size()];
        for (int i = 0; i < chunks.length; i++) {
            chunks[i] = chunk(request, lists.get(i), i == chunks.length - 1);
        }
        return new Answer(chunks, () -> {});
    }

    private void collect(Request request, List<Extents> lists) throws IOException {
        long at = request.offset();
        long end = at + request.length();
        for (int i = 0; at < end && i < MOST_LOOKUPS; i++) {
            var extent = lane.chainStatus(at, end - at, Optional.empty());
            long length = Math.min(extent.length(), end - at);
            for (var list : lists) {
                if (!list.add(length, state(list.id, extent))) {
                    return;
                }
            }
            at += length;
        }
    }

    private void marks(Request request, String bitmap, Extents list) throws IOException {
        long at = request.offset();
        long end = at + request.length();
        for (int i = 0; at < end && i < MOST_LOOKUPS; i++) {
            var extent = disk.bitmapStatus(bitmap, at, end - at);
            long length = Math.min(extent.length(), end - at);
            if (!list.add(length, extent.kind() == Extent.Kind.DATA ? DIRTY : 0)) {
                return;
            }
            at += length;
        }
    }

    private static int state(int context, ChainExtent extent) {
        if (context == MetaContexts.DEPTH_ID) {
            return extent.present() ? extent.depth() + 1 : 0;
        }
        return (extent.data() ? 0 : Wire.STATE_HOLE) | (extent.zero() ? Wire.STATE_ZERO : 0);
    }

    private ByteBuffer chunk(Request request, Extents extents, boolean last) {
        boolean wide = framing == Framing.EXTENDED;
        int fixed = wide ? 8 : 4;
        int payloadBytes = fixed + extents.count * (wide ? 16 : 8);
        var bytes = ByteBuffer.allocate(Framing.MOST_HEADER_BYTES + payloadBytes);
        int at =
                framing.putChunk(
                        bytes,
                        0,
                        last ? Wire.REPLY_FLAG_DONE : 0,
                        wide ? Wire.REPLY_BLOCK_STATUS_EXT : Wire.REPLY_BLOCK_STATUS,
                        request.cookie(),
                        request.offset(),
                        payloadBytes);
        bytes.position(at).putInt(extents.id);
        if (wide) {
            bytes.putInt(extents.count);
        }
        for (int i = 0; i < extents.count; i++) {
            if (wide) {
                bytes.putLong(extents.lengths[i]).putLong(extents.states[i]);
            } else {
                bytes.putInt((int) extents.lengths[i]).putInt(extents.states[i]);
            }
        }
        return bytes.flip();
    }

    /** The extents of one context, neighbours of the same state joined. */
    private static final class Extents {
        final int id;
        private final int most;
        long[] lengths = new long[8];
        int[] states = new int[8];
        int count;

        Extents(int id, int most) {
            this.id = id;
            this.most = most;
        }

        /** Adds one; false if there is no room for it. */
        boolean add(long length, int state) {
            if (count > 0 && states[count - 1] == state) {
                lengths[count - 1] += length;
                return true;
            }
            if (count == most) {
                return false;
            }
            if (count == lengths.length) {
                lengths = Arrays.copyOf(lengths, 2 * count);
                states = Arrays.copyOf(states, 2 * count);
            }
            lengths[count] = length;
            states[count++] = state;
            return true;
        }
    }
}
