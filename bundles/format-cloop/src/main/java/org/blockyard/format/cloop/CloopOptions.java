package org.blockyard.format.cloop;

import org.blockyard.option.ChildRef;
import org.blockyard.option.Option;

/**
 * The options of compressed loop images.
 *
 * @param file where the image is
 */
public record CloopOptions(@Option("the node that holds the image") ChildRef file) {}
