package org.blockyard.qmp.chardev;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.Optional;
import org.blockyard.option.Option;

/**
 * The process's own input and output.
 *
 * @param signal accepted for compatibility; the terminal is left as it is
 * @param log the log
 */
public record StdioSettings(
        @Option("let the terminal's keys raise signals") Optional<Boolean> signal,
        @Option(value = "the log", flat = true) Log log)
        implements Backend.Settings {
    @Override
    public CharDevice open() throws IOException {
        var streams =
                new StreamConnection(
                        new FileInputStream(FileDescriptor.in),
                        new FileOutputStream(FileDescriptor.out));
        return log.around(new Once("stdio", new Kept(streams)));
    }

    /** Closing would take the descriptors 0 and 1 away, which the next file opened would get. */
    private record Kept(Connection streams) implements Connection {
        @Override
        public int read(byte[] buffer) throws IOException {
            return streams.read(buffer);
        }

        @Override
        public void write(byte[] bytes) throws IOException {
            streams.write(bytes);
        }

        @Override
        public void close() {}
    }
}
