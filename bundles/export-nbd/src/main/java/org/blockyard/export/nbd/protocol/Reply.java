package org.blockyard.export.nbd.protocol;

import java.nio.ByteBuffer;

/** A finished reply of another thread than the lane's, waiting to be sent. */
interface Reply {
    /** Its bytes, in order, each from position to limit. */
    ByteBuffer[] bytes();

    /** Called once, when it was sent or never will be. Does not block or fail. */
    void done();
}
