package org.blockyard.shell.internal.session;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import org.blockyard.shell.client.Frame;

/** Sends what is written as frames of one type. */
final class FrameStream extends OutputStream {
    private final Connection connection;
    private final byte type;

    FrameStream(Connection connection, byte type) {
        this.connection = connection;
        this.type = type;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        for (int done = 0; done < length; done += Frame.MAX) {
            int end = offset + Math.min(length, done + Frame.MAX);
            connection.send(new Frame(type, Arrays.copyOfRange(source, offset + done, end)));
        }
    }
}
