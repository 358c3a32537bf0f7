package org.blockyard.format.qcow;

import java.util.Optional;
import org.blockyard.option.ChildRef;
import org.blockyard.option.Option;

/**
 * How an image is opened.
 *
 * @param file the node that holds it
 * @param backing the node below it; what the image records, if left out
 * @param encrypt how guest data are decrypted
 */
public record QcowOptions(
        @Option("node that holds the image") ChildRef file,
        @Option("node below it, or null for none; by default what the image records")
                Optional<ChildRef> backing,
        @Option("how guest data are decrypted") Optional<QcowKey> encrypt) {}
