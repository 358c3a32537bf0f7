package org.blockyard.export.nbd.protocol;

import java.io.IOException;

/**
 * A client did what the protocol forbids, or more than it may; its connection ends, nothing else.
 */
final class ProtocolViolation extends IOException {
    private static final long serialVersionUID = 1L;

    ProtocolViolation(String what) {
        super(what);
    }
}
