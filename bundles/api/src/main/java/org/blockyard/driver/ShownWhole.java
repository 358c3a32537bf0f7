package org.blockyard.driver;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A device that knows what each part of its disk is, where other programs know of images of its
 * kind only that there are data. {@code img map} and {@code img measure} tell no more than those,
 * unless they are asked to be precise; copies, jobs and exports go by what its status tells.
 *
 * @since 1.1
 */
@ConsumerType
public interface ShownWhole {}
