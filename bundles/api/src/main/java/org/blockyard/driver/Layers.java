package org.blockyard.driver;

import java.io.IOException;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The layers of a disk: the first below a child that is no filter, and its backing disks down to
 * the last one that counts.
 *
 * @since 1.1
 */
@ProviderType
public interface Layers {
    /**
     * Tells which layer holds what is at {@code offset}: a run that begins there and is at least
     * one byte and at most {@code length} bytes long. May wait for metadata.
     */
    Run at(long offset, long length) throws IOException;

    /**
     * A run of bytes in one layer.
     *
     * @param length bytes
     * @param depth the layer: 0 is the first, 1 its backing disk, and so on
     * @param present whether a layer holds them at all; if not they read as zeroes, or are held
     *     below the last layer that counts
     * @param zero whether they are known to read as zeroes
     * @since 1.1
     */
    record Run(long length, int depth, boolean present, boolean zero) {}
}
