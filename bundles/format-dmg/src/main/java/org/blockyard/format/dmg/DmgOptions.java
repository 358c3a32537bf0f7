package org.blockyard.format.dmg;

import org.blockyard.option.ChildRef;
import org.blockyard.option.Option;

/**
 * The options of Apple's disk images.
 *
 * @param file where the image is
 */
public record DmgOptions(@Option("the node that holds the image") ChildRef file) {}
