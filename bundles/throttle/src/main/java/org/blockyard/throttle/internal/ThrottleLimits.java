package org.blockyard.throttle.internal;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.blockyard.io.BlockException;
import org.blockyard.option.Option;

/**
 * Limits as users write them; what is left out stays as it is. 0 is no limit.
 *
 * @param iopsTotal requests a second, both ways
 * @param iopsTotalMax requests a second, both ways during a burst
 * @param iopsTotalMaxLength seconds that such a burst may last
 * @param iopsRead reads a second
 * @param iopsReadMax reads a second during a burst
 * @param iopsReadMaxLength seconds that such a burst may last
 * @param iopsWrite writes a second
 * @param iopsWriteMax writes a second during a burst
 * @param iopsWriteMaxLength seconds that such a burst may last
 * @param bpsTotal bytes a second, both ways
 * @param bpsTotalMax bytes a second, both ways during a burst
 * @param bpsTotalMaxLength seconds that such a burst may last
 * @param bpsRead bytes read a second
 * @param bpsReadMax bytes read a second during a burst
 * @param bpsReadMaxLength seconds that such a burst may last
 * @param bpsWrite bytes written a second
 * @param bpsWriteMax bytes written a second during a burst
 * @param bpsWriteMaxLength seconds that such a burst may last
 * @param iopsSize bytes that count as one request; a larger one counts as several
 */
public record ThrottleLimits(
        @Option("requests a second, both ways") Optional<Long> iopsTotal,
        @Option("requests a second, both ways during a burst") Optional<Long> iopsTotalMax,
        @Option("seconds that such a burst may last") Optional<Long> iopsTotalMaxLength,
        @Option("reads a second") Optional<Long> iopsRead,
        @Option("reads a second during a burst") Optional<Long> iopsReadMax,
        @Option("seconds that such a burst may last") Optional<Long> iopsReadMaxLength,
        @Option("writes a second") Optional<Long> iopsWrite,
        @Option("writes a second during a burst") Optional<Long> iopsWriteMax,
        @Option("seconds that such a burst may last") Optional<Long> iopsWriteMaxLength,
        @Option("bytes a second, both ways") Optional<Long> bpsTotal,
        @Option("bytes a second, both ways during a burst") Optional<Long> bpsTotalMax,
        @Option("seconds that such a burst may last") Optional<Long> bpsTotalMaxLength,
        @Option("bytes read a second") Optional<Long> bpsRead,
        @Option("bytes read a second during a burst") Optional<Long> bpsReadMax,
        @Option("seconds that such a burst may last") Optional<Long> bpsReadMaxLength,
        @Option("bytes written a second") Optional<Long> bpsWrite,
        @Option("bytes written a second during a burst") Optional<Long> bpsWriteMax,
        @Option("seconds that such a burst may last") Optional<Long> bpsWriteMaxLength,
        @Option("bytes that count as one request; a larger one counts as several")
                Optional<Long> iopsSize) {
    private static final long MOST_SECONDS = 0xffff_ffffL;

    /** These limits, and the others as they are. */
    Limits over(Limits others) throws BlockException {
        var rates = new EnumMap<Rate, Limit>(others.rates());
        put(rates, Rate.IOPS_TOTAL, iopsTotal, iopsTotalMax, iopsTotalMaxLength);
        put(rates, Rate.IOPS_READ, iopsRead, iopsReadMax, iopsReadMaxLength);
        put(rates, Rate.IOPS_WRITE, iopsWrite, iopsWriteMax, iopsWriteMaxLength);
        put(rates, Rate.BPS_TOTAL, bpsTotal, bpsTotalMax, bpsTotalMaxLength);
        put(rates, Rate.BPS_READ, bpsRead, bpsReadMax, bpsReadMaxLength);
        put(rates, Rate.BPS_WRITE, bpsWrite, bpsWriteMax, bpsWriteMaxLength);
        return new Limits(rates, iopsSize.orElse(others.requestSize()));
    }

    private static void put(
            Map<Rate, Limit> rates,
            Rate rate,
            Optional<Long> average,
            Optional<Long> burst,
            Optional<Long> seconds)
            throws BlockException {
        var before = rates.getOrDefault(rate, Limit.NONE);
        long length = seconds.orElse(before.burstSeconds());
        if (length > MOST_SECONDS) {
            throw Limits.wrong(
                    rate.word()
                            + "-max-length value must be in the range [0, "
                            + MOST_SECONDS
                            + "]");
        }
        rates.put(
                rate,
                new Limit(average.orElse(before.average()), burst.orElse(before.burst()), length));
    }

    /** Whether one of them is below zero. */
    boolean anyNegative() {
        return Stream.of(
                        iopsTotal,
                        iopsTotalMax,
                        iopsTotalMaxLength,
                        iopsRead,
                        iopsReadMax,
                        iopsReadMaxLength,
                        iopsWrite,
                        iopsWriteMax,
                        iopsWriteMaxLength,
                        bpsTotal,
                        bpsTotalMax,
                        bpsTotalMaxLength,
                        bpsRead,
                        bpsReadMax,
                        bpsReadMaxLength,
                        bpsWrite,
                        bpsWriteMax,
                        bpsWriteMaxLength,
                        iopsSize)
                .flatMap(Optional::stream)
                .anyMatch(value -> value < 0);
    }

    /** All limits as they are. */
    static ThrottleLimits of(Limits limits) {
        return new ThrottleLimits(
                Optional.of(limits.of(Rate.IOPS_TOTAL).average()),
                Optional.of(limits.of(Rate.IOPS_TOTAL).burst()),
                Optional.of(limits.of(Rate.IOPS_TOTAL).burstSeconds()),
                Optional.of(limits.of(Rate.IOPS_READ).average()),
                Optional.of(limits.of(Rate.IOPS_READ).burst()),
                Optional.of(limits.of(Rate.IOPS_READ).burstSeconds()),
                Optional.of(limits.of(Rate.IOPS_WRITE).average()),
                Optional.of(limits.of(Rate.IOPS_WRITE).burst()),
                Optional.of(limits.of(Rate.IOPS_WRITE).burstSeconds()),
                Optional.of(limits.of(Rate.BPS_TOTAL).average()),
                Optional.of(limits.of(Rate.BPS_TOTAL).burst()),
                Optional.of(limits.of(Rate.BPS_TOTAL).burstSeconds()),
                Optional.of(limits.of(Rate.BPS_READ).average()),
                Optional.of(limits.of(Rate.BPS_READ).burst()),
                Optional.of(limits.of(Rate.BPS_READ).burstSeconds()),
                Optional.of(limits.of(Rate.BPS_WRITE).average()),
                Optional.of(limits.of(Rate.BPS_WRITE).burst()),
                Optional.of(limits.of(Rate.BPS_WRITE).burstSeconds()),
                Optional.of(limits.requestSize()));
    }
}
