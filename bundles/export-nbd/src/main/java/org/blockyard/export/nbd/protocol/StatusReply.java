package org.blockyard.export.nbd.protocol;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.blockyard.graph.ChainExtent;
import org.blockyard.graph.Lane;
import org.blockyard.io.Extent;

/**
 * Answers BLOCK_STATUS: one chunk per metadata context. It may tell of less than was asked, so its
 * size and time are bounded.
 */
final class StatusReply {
    /** The memory that an answer takes while it is made, for each extent of each context. */
    private static final int EXTENT_MEMORY = 32;

    /** The memory with which an answer can be made that is worth its way. */
    static final int LEAST_MEMORY = Room.Kind.LARGE.ownBytes;

    /** The most extents, of all contexts together, in an answer that is made at once. */
    private static final int MOST_AT_ONCE = 1024;

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

    /** The memory that the answer to a request may take. */
    int memory(Request request) {
        return request.has(Wire.CMD_FLAG_REQ_ONE)
                ? EXTENT_MEMORY * MOST_AT_ONCE
                : EXTENT_MEMORY * Wire.MAX_EXTENTS;
    }

    /** The answer, made in so much memory: a chunk for each context. */
    ByteBuffer[] answer(Request request, MetaContexts contexts, int memory) throws IOException {
        var lists = new ArrayList<Extents>();
        var ofDisk = new ArrayList<Extents>();
        int most = most(request, contexts, memory / EXTENT_MEMORY);
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
            collect(
                    request,
                    ofDisk,
                    (at, length) -> Optional.of(lane.chainStatus(at, length, Optional.empty())));
        }
        return chunks(request, lists);
    }

    /**
     * The answer, as far as it is known at once; nothing if that is nothing. What an answer leaves
     * out the client asks for again.
     */
    Optional<ByteBuffer[]> tryAnswer(Request request, MetaContexts contexts) {
        var lists = new ArrayList<Extents>();
        int most = most(request, contexts, MOST_AT_ONCE);
        for (var member : contexts.members()) {
            if (!member.bitmap().isEmpty()) {
                return Optional.empty();
            }
            lists.add(new Extents(member.id(), most));
        }
        try {
            collect(request, lists, lane::tryChainStatus);
        } catch (IOException | RuntimeException e) {
            return Optional.empty(); // asking in another way tells what is wrong
        }
        boolean all = lists.stream().allMatch(list -> list.count > 0);
        return all ? Optional.of(chunks(request, lists)) : Optional.empty();
    }

    private static int most(Request request, MetaContexts contexts, int together) {
        int each = Math.min(Wire.MAX_EXTENTS, together / contexts.members().size());
        return request.has(Wire.CMD_FLAG_REQ_ONE) ? 1 : Math.max(1, each);
    }

    /** Tells what is at a place; nothing if it does not know. */
    private interface Teller {
        Optional<ChainExtent> at(long offset, long length) throws IOException;
    }

    private void collect(Request request, List<Extents> lists, Teller teller) throws IOException {
        long at = request.offset();
        long end = at + request.length();
        // extents that are joined count too, so that the time is bounded
        for (int i = 0; at < end && i < 2 * lists.getFirst().most + MOST_AT_ONCE; i++) {
            var told = teller.at(at, end - at);
            if (told.isEmpty()) {
                return;
            }
            var extent = told.get();
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
        for (int i = 0; at < end && i < 2 * list.most + MOST_AT_ONCE; i++) {
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

    private ByteBuffer[] chunks(Request request, List<Extents> lists) {
        var chunks = new ByteBuffer[lists.size()];
        for (int i = 0; i < chunks.length; i++) {
            chunks[i] = chunk(request, lists.get(i), i == chunks.length - 1);
        }
        return chunks;
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
