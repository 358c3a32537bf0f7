package org.blockyard.format.vhdx;

import org.blockyard.option.ChildRef;
import org.blockyard.option.Option;

/**
 * The options of VHDX images.
 *
 * @param file where the image is
 */
public record VhdxOptions(@Option("the node that holds the image") ChildRef file) {}
