package org.blockyard.format.vmdk.internal.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.OptionalInt;
import org.blockyard.driver.Child;
import org.blockyard.driver.Preallocation;
import org.blockyard.format.vmdk.internal.layout.Descriptor;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.RequestFlags;

/** The descriptor where it lies: in a file of its own, or in the area of a sparse extent. */
public final class DescriptorFile {
    private final Child file;
    private final long offset;
    private final OptionalInt area;
    private volatile Descriptor descriptor;

    /**
     * A descriptor.
     *
     * @param offset where in the file it begins
     * @param area how long it may be; as long as need be if it has a file of its own
     */
    public DescriptorFile(Child file, long offset, OptionalInt area, Descriptor descriptor) {
        this.file = file;
        this.offset = offset;
        this.area = area;
        this.descriptor = descriptor;
    }

    /** What it says now. */
    public Descriptor current() {
        return descriptor;
    }

    /** Has it say something else; not yet on stable storage. One thread at a time. */
    void write(Descriptor changed) throws IOException {
        var before = descriptor.bytes();
        var after = changed.bytes();
        if (area.isPresent() && after.length > area.getAsInt()) {
            throw new BlockException(
                    ErrorKind.NO_SPACE,
                    "the descriptor has room for %d bytes, not for %d"
                            .formatted(area.getAsInt(), after.length));
        }
        writeDifference(before, Arrays.copyOf(after, Math.max(before.length, after.length)));
        if (area.isEmpty() && after.length < before.length) {
            file.resize(offset + after.length, Preallocation.OFF, false);
        }
        descriptor = changed;
    }

    /** What stays as it is is not written: a crash can't hurt it. */
    private void writeDifference(byte[] before, byte[] after) throws IOException {
        int from = Arrays.mismatch(before, after);
        if (from < 0) {
            return;
        }
        int to = after.length;
        while (to <= before.length && before[to - 1] == after[to - 1]) {
            to--;
        }
        file.write(offset + from, ByteBuffer.wrap(after, from, to - from), RequestFlags.NONE);
    }

    /** All that it says is on stable storage afterwards. */
    void flush() throws IOException {
        file.flush();
    }
}
