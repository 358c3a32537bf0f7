package org.blockyard.driver;

/** What a driver is for. */
public enum DriverKind {
    /** Turns the bytes of an image into the bytes of a disk. */
    FORMAT,
    /** Has the bytes itself: a file, a device, a server. */
    PROTOCOL,
    /** Passes a disk through and does something on the way. */
    FILTER
}
