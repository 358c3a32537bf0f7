package org.blockyard.filter.throttle;

import org.blockyard.option.ChildRef;
import org.blockyard.option.Option;

/**
 * The options of a throttled disk.
 *
 * @param throttleGroup whose limits hold
 * @param file the disk
 */
public record ThrottleOptions(
        @Option("the throttle-group object whose limits hold") String throttleGroup,
        @Option("the node whose requests are limited") ChildRef file) {}
