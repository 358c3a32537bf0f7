package org.blockyard.driver.tck;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.blockyard.driver.Preallocation;
import org.blockyard.io.RequestFlags;

/**
 * A file that remembers all that is done to it, and can say what might be left of it if the power
 * had failed.
 */
public final class RecordingChild extends MemoryChild {
    private sealed interface Event {
        /** The file to which it happened. */
        RecordingChild file();
    }

    private record Write(RecordingChild file, long offset, byte[] bytes) implements Event {}

    private record Resize(RecordingChild file, long length) implements Event {}

    private record Flush(RecordingChild file) implements Event {}

    private final byte[] start;
    private final List<Event> events;

    /** A file with this content. */
    public RecordingChild(byte[] content) {
        this(content, Collections.synchronizedList(new ArrayList<>()));
    }

    private RecordingChild(byte[] content, List<Event> events) {
        this.start = content.clone();
        this.events = events;
        become(content);
    }

    /** Another file, for which moments are the same. */
    public RecordingChild companion(byte[] content) {
        return new RecordingChild(content, events);
    }

    /** How much has happened so far. */
    public int now() {
        return events.size();
    }

    @Override
    public void write(long offset, ByteBuffer source, RequestFlags flags) throws IOException {
        var bytes = new byte[source.remaining()];
        source.get(source.position(), bytes);
        events.add(new Write(this, offset, bytes));
        super.write(offset, source, flags);
    }

    @Override
    public void resize(long size, Preallocation preallocation, boolean exact) throws IOException {
        events.add(new Resize(this, size));
        super.resize(size, preallocation, exact);
    }

    @Override
    public void flush() throws IOException {
        events.add(new Flush(this));
        super.flush();
    }

    /** What is given up reads as zeroes at once, which is the worst that may happen. */
    @Override
    public void discard(long offset, long length) throws IOException {
        write(offset, ByteBuffer.allocate((int) length), RequestFlags.NONE);
    }

    /** Moments at which the header had just been written, where order matters most. */
    public List<Integer> headerWrites() {
        var moments = new ArrayList<Integer>();
        for (int i = 0; i < events.size(); i++) {
            if (events.get(i) instanceof Write write && write.offset == 0 && write.file == this) {
                moments.add(i + 1);
            }
        }
        return moments;
    }

    /**
     * The file after a power failure: all that was flushed before, and any part of the rest, in any
     * order.
     */
    public byte[] crashedAt(int cut, Random random) {
        var mine = before(cut);
        int flushed = mine.size();
        while (flushed > 0 && !(mine.get(flushed - 1) instanceof Flush)) {
            flushed--;
        }
        var left = new Content(start);
        mine.subList(0, flushed).forEach(left::apply);
        var rest = new ArrayList<>(mine.subList(flushed, mine.size()));
        if (random.nextBoolean()) {
            Collections.shuffle(rest, random);
        }
        int percent = random.nextInt(101);
        rest.removeIf(event -> random.nextInt(100) >= percent);
        rest.forEach(left::apply);
        return left.bytes();
    }

    /** The file after its process was killed: all that was done, in its order. */
    public byte[] killedAt(int cut) {
        var left = new Content(start);
        before(cut).forEach(left::apply);
        return left.bytes();
    }

    /** What happened to this file before a moment. */
    private List<Event> before(int cut) {
        return List.copyOf(events.subList(0, cut)).stream()
                .filter(event -> event.file() == this)
                .toList();
    }

    private static final class Content {
        private byte[] bytes;
        private int length;

        Content(byte[] start) {
            this.bytes = start.clone();
            this.length = start.length;
        }

        void apply(Event event) {
            switch (event) {
                case Write write -> {
                    fit((int) write.offset + write.bytes.length);
                    System.arraycopy(write.bytes, 0, bytes, (int) write.offset, write.bytes.length);
                }
                case Resize resize -> {
                    if (resize.length < length) {
                        Arrays.fill(bytes, (int) resize.length, length, (byte) 0);
                        length = (int) resize.length;
                    }
                    fit((int) resize.length);
                }
                case Flush flush -> {}
            }
        }

        private void fit(int end) {
            if (end > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(end, bytes.length * 2));
            }
            length = Math.max(length, end);
        }

        byte[] bytes() {
            return Arrays.copyOf(bytes, length);
        }
    }
}
