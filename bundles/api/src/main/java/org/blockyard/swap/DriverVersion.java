package org.blockyard.swap;

import java.util.List;
import org.blockyard.graph.DriverInfo;

/**
 * A driver in one version, and what it is used for.
 *
 * @param driver the driver
 * @param nodes the nodes that have it open or are being switched from or to it, by name
 * @param pinned the nodes that are fixed to it, open or not
 */
public record DriverVersion(DriverInfo driver, List<String> nodes, List<String> pinned) {}
