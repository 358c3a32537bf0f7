package org.blockyard.format.vmdk.internal.layout;

import org.blockyard.format.kit.ParentName;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * The rules for names of extents in a descriptor. It comes with the image, so what it names must
 * not be what the image's owner could not have handed over himself: an extent lies in the image's
 * folder or below, and is not reached by a protocol.
 */
public final class ExtentName {
    private ExtentName() {}

    /**
     * Checks that a file lies in the image's folder or below, as far as its name tells.
     *
     * @throws BlockException of kind {@code DENIED}, with the name
     */
    public static String requireInFolder(String name) throws BlockException {
        if (ParentName.hasProtocol(name)) {
            throw denied("Extent '" + name + "' is not a plain file name");
        }
        boolean absolute = name.startsWith("/") || name.startsWith("\\");
        if (absolute || climbs(name)) {
            throw denied("Extent '" + name + "' is outside of the image's folder");
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

    private static BlockException denied(String sentence) {
        return new BlockException(ErrorKind.DENIED, sentence)
                .hint("to use it all the same name the image's extents by the option 'extents'");
    }
}
