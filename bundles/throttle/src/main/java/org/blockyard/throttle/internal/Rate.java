package org.blockyard.throttle.internal;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;
import org.blockyard.throttle.Direction;

/** The rates that can be limited. */
enum Rate {
    /** Requests, both ways. */
    IOPS_TOTAL,
    /** Requests that read. */
    IOPS_READ,
    /** Requests that write. */
    IOPS_WRITE,
    /** Bytes, both ways. */
    BPS_TOTAL,
    /** Bytes read. */
    BPS_READ,
    /** Bytes written. */
    BPS_WRITE;

    private static final Rate[][] OF = {
        counting(IOPS_READ, BPS_READ), counting(IOPS_WRITE, BPS_WRITE)
    };

    private static Rate[] counting(Rate requests, Rate bytes) {
        return new Rate[] {IOPS_TOTAL, BPS_TOTAL, requests, bytes};
    }

    /** Those that count a request of a direction. */
    static Rate[] of(Direction direction) {
        return OF[direction.ordinal()];
    }

    boolean ofRequests() {
        return compareTo(BPS_TOTAL) < 0;
    }

    /** The one of both directions together, of the same unit. */
    Rate total() {
        return ofRequests() ? IOPS_TOTAL : BPS_TOTAL;
    }

    /** Its name in options, such as {@code iops-total}. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** All of them. */
    static Stream<Rate> all() {
        return Arrays.stream(values());
    }
}
