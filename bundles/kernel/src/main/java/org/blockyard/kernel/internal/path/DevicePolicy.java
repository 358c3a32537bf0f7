package org.blockyard.kernel.internal.path;

import org.blockyard.graph.NodeOptions.DetectZeroes;

/**
 * What a node's options say about requests.
 *
 * @param protocol whether the device has the bytes itself
 * @param readOnly whether it may only be read
 * @param inactive whether it is open without locks
 * @param discard whether discards are passed on
 * @param noFlush whether flushes are ignored
 * @param detectZeroes what becomes of writes of zeroes
 */
public record DevicePolicy(
        boolean protocol,
        boolean readOnly,
        boolean inactive,
        boolean discard,
        boolean noFlush,
        DetectZeroes detectZeroes) {}
