package org.blockyard.export.nbd.protocol;

import java.io.IOException;
import org.blockyard.io.IoBuffer;

/** Work on a buffer that is given back when it was done or will not be. */
abstract class BufferedWork implements Work {
    private final IoBuffer buffer;

    BufferedWork(IoBuffer buffer) {
        this.buffer = buffer;
    }

    abstract Answer run() throws IOException;

    @Override
    public final Answer run(int memory) throws IOException {
        try (buffer) {
            return run();
        }
    }

    @Override
    public final void forget() {
        buffer.close();
    }
}
