package org.blockyard.itest.bench.verify;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a load: sends requests and takes replies apart, piece by piece as the socket
 * takes and gives them, and never waits. Payloads are made and looked at a block at a time, so that
 * a connection needs little memory whatever is in flight.
 */
final class Link {
    private static final int REPLY_MAGIC = 0x67446698;
    private static final int REPLY_BYTES = 16;
    private static final int BUFFER_BYTES = 256 << 10;

    /** Who is shown the blocks that were read; each lies at a place in a buffer. */
    interface Reader {
        void block(int block, ByteBuffer from, int at);
    }

    /** Who learns that a request was answered, after all blocks that it read. */
    interface Finisher {
        void answered(Slot slot, int error);
    }

    private final SocketChannel channel;
    private final SelectionKey key;
    private final List<Slot> slots = new ArrayList<>();
    private final ArrayDeque<Slot> idle = new ArrayDeque<>();
    private final ArrayDeque<Slot> toSend = new ArrayDeque<>();
    private final ByteBuffer output = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final ByteBuffer input = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private @Nullable Slot sending;
    private @Nullable Slot receiving;
    private int nextToSend;
    private int nextToReceive;
    private boolean leaving;

    Link(SocketChannel channel, Selector selector, int depth) throws IOException {
        this.channel = channel;
        for (int i = 0; i < depth; i++) {
            slots.add(new Slot(i));
        }
        idle.addAll(slots);
        channel.configureBlocking(false);
        key = channel.register(selector, SelectionKey.OP_READ, this);
    }

    /** Whether a request may be added. */
    boolean hasIdle() {
        return !leaving && !idle.isEmpty();
    }

    /** Whether nothing is in flight. */
    boolean quiet() {
        return idle.size() == slots.size();
    }

    /** Takes no more requests. */
    void leave() {
        leaving = true;
    }

    /** Whether it takes no more requests. */
    boolean leaving() {
        return leaving;
    }

    /** Adds a request, which is sent as it is made until then. */
    Slot add() {
        var slot = idle.remove();
        toSend.add(slot);
        return slot;
    }

    /** Sends what the socket takes. */
    void send() throws IOException {
        do {
            gather();
            output.flip();
            channel.write(output);
            output.compact();
        } while (output.position() == 0 && (sending != null || !toSend.isEmpty()));
        boolean more = output.position() > 0;
        key.interestOps(more ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
    }

    private void gather() {
        while (true) {
            var slot = sending;
            if (slot == null) {
                if (toSend.isEmpty() || output.remaining() < Slot.HEADER) {
                    return;
                }
                slot = toSend.remove();
                slot.putHeader(output);
                sending = slot;
                nextToSend = 0;
            }
            while (nextToSend < slot.payload()) {
                if (output.remaining() < Stamp.BLOCK) {
                    return;
                }
                Stamp.put(output, slot.first() + nextToSend, slot.generation());
                nextToSend++;
            }
            sending = null;
        }
    }

    /** Takes what the socket gives. */
    void receive(Reader reader, Finisher finisher) throws IOException {
        if (channel.read(input) < 0) {
            throw new EOFException("the server closed the connection");
        }
        input.flip();
        while (receiving == null ? reply(finisher) : block(reader, finisher)) {
            // the next piece
        }
        input.compact();
    }

    private boolean reply(Finisher finisher) throws IOException {
        if (input.remaining() < REPLY_BYTES) {
            return false;
        }
        if (input.getInt() != REPLY_MAGIC) {
            throw new IOException("not a simple reply");
        }
        int error = input.getInt();
        long cookie = input.getLong();
        if (cookie < 0 || cookie >= slots.size()) {
            throw new IOException("a reply to a request that was never sent");
        }
        var slot = slots.get((int) cookie);
        if (slot.kind() == Kind.READ && error == 0) {
            receiving = slot;
            nextToReceive = 0;
        } else {
            answered(finisher, slot, error);
        }
        return true;
    }

    private boolean block(Reader reader, Finisher finisher) {
        var slot = receiving;
        if (slot == null || input.remaining() < Stamp.BLOCK) {
            return false;
        }
        reader.block(slot.first() + nextToReceive, input, input.position());
        input.position(input.position() + Stamp.BLOCK);
        if (++nextToReceive == slot.count()) {
            receiving = null;
            answered(finisher, slot, 0);
        }
        return true;
    }

    private void answered(Finisher finisher, Slot slot, int error) {
        idle.add(slot);
        finisher.answered(slot, error);
    }

    /** Says good-bye, where nothing is in flight, and disconnects. */
    void end() throws IOException {
        output.clear();
        new Slot(0).set(Kind.DISCONNECT, 0, 0, 0, 0).putHeader(output);
        channel.write(output.flip());
        close();
    }

    /** Disconnects at once. */
    void close() throws IOException {
        channel.close();
    }
}
