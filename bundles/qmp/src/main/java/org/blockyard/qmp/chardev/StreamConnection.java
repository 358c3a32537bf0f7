package org.blockyard.qmp.chardev;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;

/** A connection over a pair of streams; without an input nothing ever comes. */
final class StreamConnection implements Connection {
    private final InputStream in;
    private final OutputStream out;

    StreamConnection(InputStream in, OutputStream out) {
        this.in = in;
        this.out = out;
    }

    /** An input on which nothing ever comes and which ends when it is closed. */
    static InputStream silence() {
        var closed = new CountDownLatch(1);
        return new InputStream() {
            @Override
            public int read() throws IOException {
                try {
                    closed.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return -1;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                return read();
            }

            @Override
            public void close() {
                closed.countDown();
            }
        };
    }

    @Override
    public int read(byte[] buffer) throws IOException {
        return in.read(buffer);
    }

    @Override
    public void write(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    @Override
    public void close() {
        Quietly.close(out);
        Quietly.close(in);
    }
}
