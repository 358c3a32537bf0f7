package org.blockyard.monitor;

import org.blockyard.option.OptionType;

/**
 * An event that may be published.
 *
 * @param name such as {@code JOB_STATUS_CHANGE}
 * @param doc when it is published
 * @param data its members
 */
public record EventType(String name, String doc, OptionType.Struct data) {}
