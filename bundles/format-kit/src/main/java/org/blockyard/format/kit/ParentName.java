package org.blockyard.format.kit;

import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * The rules for the name of a parent that an image records. It comes with the image, so it must not
 * make the reader use a protocol; and images of Windows have its separators.
 */
public final class ParentName {
    private static final char OURS = '/';
    private static final char OF_WINDOWS = '\\';
    private static final String HERE = "./";

    private ParentName() {}

    /**
     * Checks that the parent is a file, wherever it lies.
     *
     * @throws BlockException of kind {@code DENIED}, with the name
     */
    public static String requireFile(String name) throws BlockException {
        if (hasProtocol(name)) {
            throw new BlockException(
                            ErrorKind.DENIED, "Parent '" + name + "' is not a plain file name")
                    .hint("to read through it all the same name it by the option 'backing'");
        }
        return name;
    }

    /** Whether a name begins with a protocol, or with the letter of a drive. */
    public static boolean hasProtocol(String name) {
        int colon = name.indexOf(':');
        int slash = name.indexOf(OURS);
        return colon >= 0 && (slash < 0 || colon < slash);
    }

    /** Whether a name does not depend on where the image lies. */
    public static boolean isAbsolute(String name) {
        return name.indexOf(OURS) == 0;
    }

    /** A name as it is used here; what lies in the image's folder has no path. */
    public static String fromWindows(String path) {
        var name = path.replace(OF_WINDOWS, OURS);
        return name.startsWith(HERE) ? name.substring(HERE.length()) : name;
    }

    /**
     * A name as images record it: one that depends on where the image lies begins with a dot.
     *
     * @throws BlockException of kind {@code INVALID_OPTION} if it could not be read again
     */
    public static String toWindows(String name) throws BlockException {
        if (name.indexOf(OF_WINDOWS) >= 0) {
            throw new BlockException(
                    ErrorKind.INVALID_OPTION,
                    "the parent's name '" + name + "' has a backslash, which parts folders here");
        }
        var path = isAbsolute(name) || name.startsWith(HERE) ? name : HERE + name;
        return path.replace(OURS, OF_WINDOWS);
    }
}
