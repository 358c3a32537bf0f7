package org.blockyard.qmp.chardev;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.option.Option;

/**
 * What every character device can do besides: keep what is written to it.
 *
 * @param logfile where to keep it
 * @param logappend whether to keep what is there already
 */
public record Log(
        @Option("file that gets a copy of the output") Optional<String> logfile,
        @Option(value = "add to the log file", byDefault = "off") boolean logappend) {
    /** The device, logged if that is wanted. */
    CharDevice around(CharDevice device) throws IOException {
        if (logfile.isEmpty()) {
            return device;
        }
        try {
            return new Logged(device, new FileOutputStream(logfile.get(), logappend));
        } catch (IOException e) {
            device.close();
            throw new BlockException(
                    ErrorKind.IO,
                    "Unable to open logfile " + logfile.get() + ": " + e.getMessage(),
                    e);
        }
    }

    private record Logged(CharDevice device, OutputStream log) implements CharDevice {
        @Override
        public String filename() {
            return device.filename();
        }

        @Override
        public Optional<Connection> connect() {
            return device.connect().map(connection -> new LoggedConnection(connection, log));
        }

        @Override
        public void close() {
            device.close();
            Quietly.close(log);
        }
    }
}
