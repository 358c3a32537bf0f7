package org.blockyard.daemon;

import java.io.IOException;
import java.nio.file.Path;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.platform.Platform;

/**
 * A demo disk, made where there is none, and served.
 *
 * @param platform what serves it
 * @param folder where it lies
 */
record Demo(Platform platform, Path folder) {
    /** Makes and serves it. */
    void start() throws IOException {
        throw new BlockException(ErrorKind.UNSUPPORTED, "there is no demo yet");
    }
}
