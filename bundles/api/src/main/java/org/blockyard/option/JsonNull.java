package org.blockyard.option;

/** JSON's {@code null} in a tree, where Java's may not stand. */
public enum JsonNull {
    /** The one value. */
    NULL
}
