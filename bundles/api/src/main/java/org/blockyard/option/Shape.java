package org.blockyard.option;

import org.blockyard.io.BlockException;

/** How one Java type and trees turn into each other. Immutable. */
interface Shape {
    /** The type as others are told. */
    OptionType type();

    /**
     * Makes the Java value.
     *
     * @param path the dotted name of the option, for messages
     */
    Object read(Object tree, ReadMode mode, String path) throws BlockException;

    /** Makes the tree. */
    Object write(Object value);
}
