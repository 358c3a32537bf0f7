package org.blockyard.filter.copy.on.read;

import org.blockyard.driver.Child;
import org.blockyard.driver.Compressing;

/** A disk that is copied up as it is read, and stores compressed data where it is told to. */
final class CompressingCopyOnReadDevice extends CopyOnReadDevice implements Compressing {
    private final int unit;

    CompressingCopyOnReadDevice(Child file, CopyUp up, boolean copies, int unit) {
        super(file, up, copies);
        this.unit = unit;
    }

    @Override
    public int compressedUnit() {
        return unit;
    }
}
