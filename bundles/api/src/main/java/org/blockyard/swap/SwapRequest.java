package org.blockyard.swap;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What is to be switched.
 *
 * @param driver the driver's name
 * @param version the version to switch to; the newest if none is given
 * @param nodes the nodes to switch, in this order; all unpinned ones with another version if none
 *     is given
 * @param rehearse whether the new driver is tried on the image beforehand
 * @param rehearsal the longest time a rehearsal may take
 * @param drain the longest wait for requests in flight
 * @param open the longest time that opening and validating may take behind the gate
 */
public record SwapRequest(
        String driver,
        Optional<String> version,
        List<String> nodes,
        boolean rehearse,
        Duration rehearsal,
        Duration drain,
        Duration open) {
    /** Switches all unpinned nodes of a driver to its newest version, with the usual limits. */
    public static SwapRequest of(String driver) {
        return new SwapRequest(
                driver,
                Optional.empty(),
                List.of(),
                true,
                Duration.ofSeconds(30),
                Duration.ofSeconds(30),
                Duration.ofSeconds(10));
    }

    /** The same to a given version. */
    public SwapRequest to(String wanted) {
        return new SwapRequest(
                driver, Optional.of(wanted), nodes, rehearse, rehearsal, drain, open);
    }

    /** The same for given nodes alone. */
    public SwapRequest only(List<String> wanted) {
        return new SwapRequest(driver, version, wanted, rehearse, rehearsal, drain, open);
    }
}
