package org.blockyard.format.luks;

import java.util.Optional;
import org.blockyard.option.ChildRef;
import org.blockyard.option.Option;

/**
 * The options of encrypted disks.
 *
 * @param file where the encrypted bytes are
 * @param keySecret the object that holds the password
 * @param header where the header is, if not before the bytes
 */
public record LuksOptions(
        @Option("the node that holds the encrypted disk") ChildRef file,
        @Option("id of the secret that holds the password") Optional<String> keySecret,
        @Option("the node that holds the header, if it is not in the file")
                Optional<ChildRef> header) {}
