package org.blockyard.protocol.vvfat;

/** Says that what the guest has written so far is no file system that could become files. */
final class InconsistentException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String reason;

    InconsistentException(String reason) {
        super(reason);
        this.reason = reason;
    }

    String reason() {
        return reason;
    }
}
