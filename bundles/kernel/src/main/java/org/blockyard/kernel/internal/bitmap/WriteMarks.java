package org.blockyard.kernel.internal.bitmap;

import java.util.Collection;
import org.blockyard.bitmap.DirtyBits;
import org.blockyard.kernel.internal.path.WriteObserver;

/** The bitmaps that record what is written to a node now. Immutable. */
public final class WriteMarks implements WriteObserver {
    private final DirtyBits[] recording;

    WriteMarks(Collection<DirtyBits> recording) {
        this.recording = recording.toArray(DirtyBits[]::new);
    }

    /**
     * Marks what was written. It is called when the device is done and before anybody is told so,
     * also if the device failed half-way: a job that clears a mark and then reads has missed
     * nothing.
     */
    @Override
    public void written(long offset, long length) {
        for (var bits : recording) {
            if (offset + length > bits.length()) {
                bits.resize(offset + length);
            }
            bits.set(offset, length);
        }
    }
}
