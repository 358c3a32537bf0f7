package org.blockyard.format.vdi;

import org.blockyard.driver.Preallocation;
import org.blockyard.option.ChildRef;
import org.blockyard.option.Option;

/**
 * How a VirtualBox disk image is made.
 *
 * @param file the node that is to hold it
 * @param size the disk's length
 * @param preallocation {@code metadata} and beyond make an image whose blocks all have their place
 */
public record VdiCreateOptions(
        @Option("node that is to hold the image") ChildRef file,
        @Option(value = "length of the disk", size = true, min = 0) long size,
        @Option(
                        value = "give all blocks their place at once (static image)",
                        legacy = "static",
                        legacyValues = {"on=metadata", "off=off"},
                        byDefault = "off")
                Preallocation preallocation) {}
