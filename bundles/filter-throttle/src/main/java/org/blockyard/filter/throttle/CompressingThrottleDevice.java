package org.blockyard.filter.throttle;

import org.blockyard.driver.Child;
import org.blockyard.driver.Compressing;
import org.blockyard.throttle.ThrottleMember;

/** A throttled disk that stores compressed data where it is told to. */
final class CompressingThrottleDevice extends ThrottleDevice implements Compressing {
    private final int unit;

    CompressingThrottleDevice(Child file, ThrottleMember member, int unit) {
        super(file, member);
        this.unit = unit;
    }

    @Override
    public int compressedUnit() {
        return unit;
    }
}
