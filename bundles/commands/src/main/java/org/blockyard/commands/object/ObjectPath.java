package org.blockyard.commands.object;

import org.blockyard.monitor.CommandException;
import org.blockyard.monitor.CommandException.ErrorClass;
import org.blockyard.platform.Platform;

/**
 * A place in the tree of objects: its root, the container of objects, or an object in there, also
 * by the end of its path.
 */
record ObjectPath(String path) {
    private static final String ROOT = "/";
    private static final String CONTAINER = "objects";
    private static final String OBJECTS = "/" + CONTAINER;

    /** Whether it is the root of the tree. */
    boolean isRoot() {
        return path.equals(ROOT);
    }

    /** Whether objects are in there, or what holds them. */
    boolean isContainer() {
        return isRoot() || path.equals(OBJECTS) || path.equals(CONTAINER);
    }

    /** The id of the object that would be there. */
    String id() {
        if (!path.startsWith("/")) {
            return path.startsWith("objects/") ? path.substring("objects/".length()) : path;
        }
        return path.startsWith(OBJECTS + "/") ? path.substring(OBJECTS.length() + 1) : "";
    }

    /** The type of what is there. */
    String type(Platform platform) throws CommandException {
        if (path.isEmpty()) {
            throw new CommandException(ErrorClass.GENERIC, "Path '' is ambiguous");
        }
        if (isContainer()) {
            return "container";
        }
        var type = platform.objects().list().get(id());
        if (type == null) {
            throw new CommandException(
                    ErrorClass.DEVICE_NOT_FOUND, "Device '" + path + "' not found");
        }
        return type;
    }
}
