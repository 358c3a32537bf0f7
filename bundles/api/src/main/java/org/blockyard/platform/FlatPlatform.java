package org.blockyard.platform;

import java.io.IOException;

/**
 * Starts the platform without a framework, for tools that live for a moment: contributions come
 * from the index that the build made of the bundles' {@link Provide} lines, and classes are loaded
 * when they are first used.
 */
public final class FlatPlatform {
    /** Where the index lies on the class path. */
    public static final String INDEX = "META-INF/blockyard/index";

    private FlatPlatform() {}

    /**
     * A platform over the index on the class path, and over the driver jars in the folders that the
     * system property {@code blockyard.drivers} lists.
     *
     * @throws org.blockyard.io.BlockException if there is no index or no kernel in it
     */
    public static Platform start() throws IOException {
        throw new UnsupportedOperationException();
    }
}
