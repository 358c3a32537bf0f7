package org.blockyard.format.vmdk.internal.layout;

import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * The rules for names in a descriptor. It comes with the image, so what it names must not be what
 * the image's owner could not have handed over himself: an extent lies in the image's folder or
 * below, and neither it nor the parent is reached by a protocol.
 */
public final class ExtentName {
    private ExtentName() {}

    /**
     * Checks that a file lies in the image's folder or below, as far as its name tells.
     *
     * @throws BlockException of kind {@code DENIED}, with the name
     */
    public static String requireInFolder(String name) throws BlockException {
        if (hasProtocol(name)) {
            throw denied("Extent '" + name + "' is not a plain file name");
        }
        boolean absolute = name.startsWith("/") || name.startsWith("\\");
        if (absolute || climbs(name)) {
            throw denied("Extent '" + name + "' is outside of the image's folder");
        }
        return name;
    }

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

    private static boolean climbs(String name) {
        for (var part : name.split("[/\\\\]", -1)) {
            if (part.equals("..")) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasProtocol(String name) {
        int colon = name.indexOf(':');
        int slash = name.indexOf('/');
        return colon >= 0 && (slash < 0 || colon < slash);
    }

    private static BlockException denied(String sentence) {
        return new BlockException(ErrorKind.DENIED, sentence)
                .hint("to use it all the same name the image's extents by the option 'extents'");
    }
}
