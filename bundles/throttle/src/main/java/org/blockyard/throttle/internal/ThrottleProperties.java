package org.blockyard.throttle.internal;

import java.util.Optional;
import org.blockyard.io.BlockException;
import org.blockyard.option.Option;

/**
 * The properties of a group: its limits as one, and each by itself.
 *
 * @param limits the limits
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
public record ThrottleProperties(
        @Option("limits; those left out stay as they are") Optional<ThrottleLimits> limits,
        @Option(
                        value = "requests a second, both ways; to be set at the beginning only",
                        name = "x-iops-total")
                Optional<Long> iopsTotal,
        @Option(
                        value =
                                "requests a second, both ways during a burst; to be set at the beginning only",
                        name = "x-iops-total-max")
                Optional<Long> iopsTotalMax,
        @Option(
                        value =
                                "seconds that such a burst may last; to be set at the beginning only",
                        name = "x-iops-total-max-length")
                Optional<Long> iopsTotalMaxLength,
        @Option(value = "reads a second; to be set at the beginning only", name = "x-iops-read")
                Optional<Long> iopsRead,
        @Option(
                        value = "reads a second during a burst; to be set at the beginning only",
                        name = "x-iops-read-max")
                Optional<Long> iopsReadMax,
        @Option(
                        value =
                                "seconds that such a burst may last; to be set at the beginning only",
                        name = "x-iops-read-max-length")
                Optional<Long> iopsReadMaxLength,
        @Option(value = "writes a second; to be set at the beginning only", name = "x-iops-write")
                Optional<Long> iopsWrite,
        @Option(
                        value = "writes a second during a burst; to be set at the beginning only",
                        name = "x-iops-write-max")
                Optional<Long> iopsWriteMax,
        @Option(
                        value =
                                "seconds that such a burst may last; to be set at the beginning only",
                        name = "x-iops-write-max-length")
                Optional<Long> iopsWriteMaxLength,
        @Option(
                        value = "bytes a second, both ways; to be set at the beginning only",
                        name = "x-bps-total")
                Optional<Long> bpsTotal,
        @Option(
                        value =
                                "bytes a second, both ways during a burst; to be set at the beginning only",
                        name = "x-bps-total-max")
                Optional<Long> bpsTotalMax,
        @Option(
                        value =
                                "seconds that such a burst may last; to be set at the beginning only",
                        name = "x-bps-total-max-length")
                Optional<Long> bpsTotalMaxLength,
        @Option(value = "bytes read a second; to be set at the beginning only", name = "x-bps-read")
                Optional<Long> bpsRead,
        @Option(
                        value =
                                "bytes read a second during a burst; to be set at the beginning only",
                        name = "x-bps-read-max")
                Optional<Long> bpsReadMax,
        @Option(
                        value =
                                "seconds that such a burst may last; to be set at the beginning only",
                        name = "x-bps-read-max-length")
                Optional<Long> bpsReadMaxLength,
        @Option(
                        value = "bytes written a second; to be set at the beginning only",
                        name = "x-bps-write")
                Optional<Long> bpsWrite,
        @Option(
                        value =
                                "bytes written a second during a burst; to be set at the beginning only",
                        name = "x-bps-write-max")
                Optional<Long> bpsWriteMax,
        @Option(
                        value =
                                "seconds that such a burst may last; to be set at the beginning only",
                        name = "x-bps-write-max-length")
                Optional<Long> bpsWriteMaxLength,
        @Option(
                        value =
                                "bytes that count as one request; a larger one counts as several; to be set at the beginning only",
                        name = "x-iops-size")
                Optional<Long> iopsSize) {
    /** The properties that limits are. */
    static ThrottleProperties of(ThrottleLimits limits) {
        return new ThrottleProperties(
                Optional.of(limits),
                limits.iopsTotal(),
                limits.iopsTotalMax(),
                limits.iopsTotalMaxLength(),
                limits.iopsRead(),
                limits.iopsReadMax(),
                limits.iopsReadMaxLength(),
                limits.iopsWrite(),
                limits.iopsWriteMax(),
                limits.iopsWriteMaxLength(),
                limits.bpsTotal(),
                limits.bpsTotalMax(),
                limits.bpsTotalMaxLength(),
                limits.bpsRead(),
                limits.bpsReadMax(),
                limits.bpsReadMaxLength(),
                limits.bpsWrite(),
                limits.bpsWriteMax(),
                limits.bpsWriteMaxLength(),
                limits.iopsSize());
    }

    /** The limits that were given one by one. */
    ThrottleLimits single() {
        return new ThrottleLimits(
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
                iopsSize);
    }

    /** The limits that these properties mean over others. */
    Limits over(Limits others) throws BlockException {
        requireNoneNegative();
        var singly = single().over(others);
        return (limits.isPresent() ? limits.get().over(singly) : singly).checked();
    }

    private void requireNoneNegative() throws BlockException {
        if (single().anyNegative()) {
            throw Limits.wrong("Property values cannot be negative");
        }
    }
}
