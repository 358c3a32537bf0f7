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
    private sealed interface Event {}

    private record Write(long offset, byte[] bytes) implements Event {}

    private record Resize(long length) implements Event {}

    private record Flush() implements Event {}

    private final byte[] start;
    private final List<Event> events = Collections.synchronizedList(new ArrayList<>());

    /** A file with this content. */
    public RecordingChild(byte[] content) {
        this.start = content.clone();
        become(content);
    }

    /** How much has happened so far. */
    public int now() {
        return events.size();
    }

    @Override
    public void write(long offset, ByteBuffer source, RequestFlags flags) throws IOException {
        var bytes = new byte[source.remaining()];
        source.get(source.position(), bytes);
        events.add(new Write(offset, bytes));
        super.write(offset, source, flags);
    }

    @Override
    public void resize(long size, Preallocation preallocation, boolean exact) throws IOException {
        events.add(new Resize(size));
        super.resize(size, preallocation, exact);
    }

    @Override
    public void flush() throws IOException {
        events.add(new Flush());
        super.flush();
    }

    /** What is given up reads as zeroes at once, which is the worst that may happen. */
    @Override
    public void discard(long offset, long length) throws IOException {
        write(offset, ByteBuffer.allocate((int) length), RequestFlags.NONE);
    }

    /**
     * The file after a power failure: all that was flushed before, and any part of the rest, in any
     * order.
     */
    public byte[] crashedAt(int cut, Random random) {
        var mine = new ArrayList<>(events.subList(0, cut));
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
        List.copyOf(events.subList(0, cut)).forEach(left::apply);
        return left.bytes();
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
