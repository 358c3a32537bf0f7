package org.blockyard.qmp.chardev;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.Optional;
import org.blockyard.option.Option;

/**
 * Output to a file, input from another.
 *
 * @param in the file to read
 * @param out the file to write
 * @param append whether to keep what is there
 * @param log the log
 */
public record FileSettings(
        @Option("file to read") Optional<String> in,
        @Option("file to write") String out,
        @Option(value = "add to the file", byDefault = "off") boolean append,
        @Option(value = "the log", flat = true) Log log)
        implements Backend.Settings {
    @Override
    public CharDevice open() throws IOException {
        var output = new FileOutputStream(out, append);
        try {
            var input = in.isPresent() ? new FileInputStream(in.get()) : StreamConnection.silence();
            return log.around(new Once("file", new StreamConnection(input, output)));
        } catch (IOException e) {
            Quietly.close(output);
            throw e;
        }
    }
}
