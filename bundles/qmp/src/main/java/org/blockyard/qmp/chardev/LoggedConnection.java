package org.blockyard.qmp.chardev;

import java.io.IOException;
import java.io.OutputStream;

/** A connection that keeps what was written in a file. */
final class LoggedConnection implements Connection {
    private final Connection connection;
    private final OutputStream log;

    LoggedConnection(Connection connection, OutputStream log) {
        this.connection = connection;
        this.log = log;
    }

    @Override
    public int read(byte[] buffer) throws IOException {
        return connection.read(buffer);
    }

    @Override
    public void write(byte[] bytes) throws IOException {
        connection.write(bytes);
        log.write(bytes);
    }

    @Override
    public void close() {
        connection.close();
    }
}
