package org.blockyard.throttle;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Limits that several disks share: the object {@code throttle-group}. They take turns, so that one
 * with many requests does not keep the others waiting. Thread-safe.
 */
@ProviderType
public interface ThrottleGroup {
    /** Takes a disk in, until what it returns is closed. */
    ThrottleMember join();
}
