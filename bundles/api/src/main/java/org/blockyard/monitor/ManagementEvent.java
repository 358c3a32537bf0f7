package org.blockyard.monitor;

import java.time.Instant;
import java.util.Map;

/**
 * Something that happened.
 *
 * @param name such as {@code JOB_STATUS_CHANGE}
 * @param data its members as a JSON tree
 * @param time when
 */
public record ManagementEvent(String name, Map<String, Object> data, Instant time) {}
