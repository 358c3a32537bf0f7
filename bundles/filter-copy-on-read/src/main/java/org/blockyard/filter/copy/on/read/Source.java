package org.blockyard.filter.copy.on.read;

import java.io.IOException;
import org.blockyard.driver.Layers;

/**
 * From which layers is copied.
 *
 * @param layers the layers down to the bottom
 * @param heldOnly whether only what one of them holds is copied, not what reads as zeroes because
 *     none does
 */
record Source(Layers layers, boolean heldOnly) {
    /**
     * A run of bytes.
     *
     * @param length how many
     * @param copied whether they are to be copied into the top layer
     */
    record Run(long length, boolean copied) {}

    Run at(long offset, long length) throws IOException {
        var run = layers.at(offset, length);
        boolean above = run.present() && run.depth() == 0;
        return new Run(run.length(), !above && (run.present() || !heldOnly));
    }
}
