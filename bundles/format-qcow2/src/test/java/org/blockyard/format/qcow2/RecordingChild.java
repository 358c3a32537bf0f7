package org.blockyard.format.qcow2;

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
final class RecordingChild extends MemoryChild {
    private sealed interface Event {}

    private record Write(long offset, byte[] bytes) implements Event {}

    private record Resize(long length) implements Event {}

    private record Flush() implements Event {}

    private final byte[] start;
    private final List<Event> events = new ArrayList<>();

    RecordingChild(byte[] content) {
        this.start = content.clone();
        become(content);
    }

    /** How much has happened so far. */
    int now() {
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

    /** Moments at which the header had just been written, where order matters most. */
    List<Integer> headerWrites() {
        var moments = new ArrayList<Integer>();
        for (int i = 0; i < events.size(); i++) {
            if (events.get(i) instanceof Write write && write.offset == 0) {
                moments.add(i + 1);
            }
        }
        return moments;
    }

    /**
     * The file after a power failure: all that was flushed before, and any part of the rest, in any
     * order.
     */
    byte[] crashedAt(int cut, Random random) {
        int flushed = cut;
        while (flushed > 0 && !(events.get(flushed - 1) instanceof Flush)) {
            flushed--;
        }
        var left = new Content(start);
        for (int i = 0; i < flushed; i++) {
            left.apply(events.get(i));
        }
        var rest = new ArrayList<>(events.subList(flushed, cut));
        if (random.nextBoolean()) {
            Collections.shuffle(rest, random);
        }
        int percent = random.nextInt(101);
        rest.removeIf(event -> random.nextInt(100) >= percent);
        rest.forEach(left::apply);
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
