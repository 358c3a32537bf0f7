package org.blockyard.throttle.internal;

import java.util.EnumMap;
import java.util.Map;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * The limits of a group, checked.
 *
 * @param rates the limit of each rate
 * @param requestSize bytes that count as one request; a larger one counts as several. 0 if each
 *     counts once
 */
record Limits(Map<Rate, Limit> rates, long requestSize) {
    /** The most units a second. */
    static final long MOST = 1_000_000_000_000_000L;

    /** Copies the limits; each rate has one. */
    Limits {
        var all = new EnumMap<Rate, Limit>(Rate.class);
        for (var rate : Rate.values()) {
            all.put(rate, rates.getOrDefault(rate, Limit.NONE));
        }
        rates = all;
    }

    Limit of(Rate rate) {
        return rates.getOrDefault(rate, Limit.NONE);
    }

    /** Whether anything is limited at all. */
    boolean any() {
        return Rate.all().anyMatch(rate -> of(rate).limits());
    }

    /** Refuses limits that do not go together. */
    Limits checked() throws BlockException {
        for (var rate : Rate.values()) {
            var total = of(rate.total());
            if (rate != rate.total()
                    && (total.average() != 0 && of(rate).average() != 0
                            || total.burst() != 0 && of(rate).burst() != 0)) {
                throw wrong(
                        "bps/iops/max total values and read/write values cannot be used at the same time");
            }
        }
        if (requestSize != 0 && Rate.all().noneMatch(r -> r.ofRequests() && of(r).average() != 0)) {
            throw wrong("iops size requires an iops value to be set");
        }
        for (var rate : Rate.values()) {
            check(of(rate));
        }
        return this;
    }

    private static void check(Limit limit) throws BlockException {
        if (!inRange(limit.average()) || !inRange(limit.burst())) {
            throw wrong("bps/iops/max values must be within [0, " + MOST + "]");
        }
        if (limit.burstSeconds() == 0) {
            throw wrong("the burst length cannot be 0");
        }
        if (limit.burstSeconds() != 1 && limit.burst() == 0) {
            throw wrong("burst length set without burst rate");
        }
        if (limit.burst() > 0
                && Long.compareUnsigned(limit.burstSeconds(), MOST / limit.burst()) > 0) {
            throw wrong("burst length too high for this burst rate");
        }
        if (limit.burst() > 0 && limit.average() == 0) {
            throw wrong("bps_max/iops_max require corresponding bps/iops values");
        }
        if (limit.burst() > 0 && limit.burst() < limit.average()) {
            throw wrong("bps_max/iops_max cannot be lower than bps/iops");
        }
    }

    private static boolean inRange(long value) {
        return value >= 0 && value <= MOST;
    }

    static BlockException wrong(String sentence) {
        return new BlockException(ErrorKind.INVALID_OPTION, sentence);
    }
}
