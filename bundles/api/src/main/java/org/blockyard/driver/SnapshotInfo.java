package org.blockyard.driver;

import java.util.OptionalLong;

/**
 * One internal snapshot.
 *
 * @param id unique id within the image
 * @param name its name
 * @param vmStateSize bytes of saved machine state
 * @param dateSeconds when it was taken, seconds since 1970
 * @param dateNanos and nanoseconds
 * @param vmClockNanos the machine's clock then
 * @param icount instructions run, if recorded
 * @param diskSize the disk's length then
 */
public record SnapshotInfo(
        String id,
        String name,
        long vmStateSize,
        long dateSeconds,
        int dateNanos,
        long vmClockNanos,
        OptionalLong icount,
        long diskSize) {}
