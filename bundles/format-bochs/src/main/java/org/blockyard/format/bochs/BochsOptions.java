package org.blockyard.format.bochs;

import org.blockyard.option.ChildRef;
import org.blockyard.option.Option;

/**
 * The options of growing Bochs images.
 *
 * @param file where the image is
 */
public record BochsOptions(@Option("the node that holds the image") ChildRef file) {}
