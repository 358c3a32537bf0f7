package org.blockyard.platform;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * Starts the platform without a framework, for tools that live for a moment: contributions come
 * from the index that the build made of the bundles' {@link Provide} lines, and classes are loaded
 * when they are first used.
 */
public final class FlatPlatform {
    /** Where the index lies on the class path. */
    public static final String INDEX = "META-INF/blockyard/index";

    /**
     * The system property that lists folders of further driver jars, separated as in a class path.
     */
    public static final String DRIVERS = "blockyard.drivers";

    /**
     * The system property that names the index as a file of its own, which is read instead of those
     * on the class path: that saves the opening of the jars.
     */
    public static final String INDEX_FILE = "blockyard.index";

    private FlatPlatform() {}

    /**
     * A platform over the index on the class path, and over the driver jars in the folders that the
     * system property {@code blockyard.drivers} lists.
     *
     * @throws org.blockyard.io.BlockException if there is no index or no kernel in it
     */
    public static Platform start() throws IOException {
        var index = new FlatIndex(FlatPlatform.class.getClassLoader());
        var file = System.getProperty(INDEX_FILE);
        if (file == null) {
            index.addClassPath();
        } else {
            index.addFile(Path.of(file));
        }
        var folders = System.getProperty(DRIVERS);
        if (folders != null) {
            index.addFolders(folders);
        }
        return start(index.found());
    }

    static Platform start(List<Contribution> contributions) throws BlockException {
        for (var contribution : contributions) {
            if (contribution.is(PlatformProvider.class)) {
                return contribution.as(PlatformProvider.class).start(contributions);
            }
        }
        throw new BlockException(ErrorKind.NOT_FOUND, "there is no kernel on the class path");
    }
}
