package org.blockyard.format.qcow2.internal.data;

import java.io.IOException;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import org.blockyard.format.qcow2.internal.layout.Features;
import org.blockyard.format.qcow2.internal.meta.Corruption;
import org.blockyard.format.qcow2.internal.meta.HeaderStore;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * Tells of the first contradiction found, marks the image corrupt if it may be written, and stops
 * writing from then on.
 */
public final class ImageCorruption implements Corruption {
    private final Corruption operators;
    private final HeaderStore store;
    private final boolean writable;
    private final AtomicBoolean found = new AtomicBoolean();

    /**
     * For an image that may be written, or not; what is found is passed on to {@code operators}.
     */
    public ImageCorruption(Corruption operators, HeaderStore store, boolean writable) {
        this.operators = operators;
        this.store = store;
        this.writable = writable;
    }

    @Override
    public void report(String message, OptionalLong offset, OptionalLong length) {
        if (found.getAndSet(true)) {
            return;
        }
        operators.report(message, offset, length);
        if (writable && store.header().version() >= 3) {
            try {
                store.mark(Features.CORRUPT, true);
            } catch (IOException notMarked) {
                operators.report(
                        "the image could not be marked corrupt: " + notMarked.getMessage(),
                        offset,
                        length);
            }
        }
    }

    /** Whether anything was found. */
    boolean found() {
        return found.get();
    }

    /** Fails if anything was found. */
    void refuseIfFound() throws BlockException {
        if (found.get()) {
            throw new BlockException(
                            ErrorKind.CORRUPT, "the image is corrupt and is not written any more")
                    .hint("check and repair it");
        }
    }
}
