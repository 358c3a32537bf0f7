package org.blockyard.itest.bench.verify;

/** What a request does, with the number by which the protocol knows it. */
enum Kind {
    READ(0),
    WRITE(1),
    DISCONNECT(2),
    FLUSH(3),
    TRIM(4),
    ZEROES(6);

    private final short command;

    Kind(int command) {
        this.command = (short) command;
    }

    short command() {
        return command;
    }

    /** Whether it changes what a disk holds. */
    boolean changes() {
        return this == WRITE || this == TRIM || this == ZEROES;
    }
}
