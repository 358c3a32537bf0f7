package org.blockyard.format.qcow;

import java.util.Optional;
import org.blockyard.option.ChildRef;
import org.blockyard.option.Option;

/**
 * How an image is made. The order is that in which {@code img create} tells what it makes.
 *
 * @param file the node that is to hold it
 * @param size the disk's length, rounded up to a sector
 * @param backingFile the file below it, as it is to be recorded
 * @param backingFmt its format, which is not recorded
 * @param encrypt how guest data are encrypted
 */
public record QcowCreateOptions(
        @Option("node that is to hold the image") ChildRef file,
        @Option(value = "length of the disk", size = true, min = 0) long size,
        @Option(value = "name of the file below it", max = QcowHeader.MOST_NAME)
                Optional<String> backingFile,
        @Option("format of the file below it; checked, but not recorded")
                Optional<String> backingFmt,
        @Option("how guest data are encrypted") Optional<QcowKey> encrypt) {}
