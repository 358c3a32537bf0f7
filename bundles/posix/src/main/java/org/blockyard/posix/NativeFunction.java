package org.blockyard.posix;

/**
 * A function of an {@link OptionalLibrary} that takes and returns at most six integers and
 * addresses. {@link NativeCaller} calls it.
 *
 * @param address where its code is
 */
public record NativeFunction(long address) {}
