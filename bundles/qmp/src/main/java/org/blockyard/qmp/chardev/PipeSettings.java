package org.blockyard.qmp.chardev;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.option.Option;

/**
 * A pair of named pipes, {@code NAME.in} and {@code NAME.out} as the other side sees them, or one
 * for both ways.
 *
 * @param device the name
 * @param log the log
 */
public record PipeSettings(
        @Option("name of the pipe, without .in and .out") String device,
        @Option(value = "the log", flat = true) Log log)
        implements Backend.Settings {
    @Override
    public CharDevice open() throws IOException {
        boolean pair =
                Files.exists(Path.of(device + ".in")) && Files.exists(Path.of(device + ".out"));
        var in = pipe(pair ? device + ".in" : device);
        try {
            var out = pair ? pipe(device + ".out") : in;
            var connection =
                    new StreamConnection(
                            Channels.newInputStream(in.getChannel()),
                            Channels.newOutputStream(out.getChannel()));
            return log.around(new Once("pipe", connection));
        } catch (IOException e) {
            Quietly.close(in);
            throw e;
        }
    }

    /**
     * Opened for both ways, so that it neither waits for the other side nor ends when that goes.
     */
    private static RandomAccessFile pipe(String name) throws IOException {
        if (!Files.exists(Path.of(name))) {
            throw new BlockException(
                    ErrorKind.NOT_FOUND,
                    "Could not open '" + name + "': No such file or directory");
        }
        return new RandomAccessFile(name, "rw");
    }
}
