package org.blockyard.qmp.chardev;

import java.io.IOException;
import java.io.OutputStream;
import org.blockyard.option.Option;

/**
 * Output to nowhere, no input.
 *
 * @param log the log
 */
public record NullSettings(@Option(value = "the log", flat = true) Log log)
        implements Backend.Settings {
    @Override
    public CharDevice open() throws IOException {
        var nothing =
                new StreamConnection(StreamConnection.silence(), OutputStream.nullOutputStream());
        return log.around(new Once("null", nothing));
    }
}
