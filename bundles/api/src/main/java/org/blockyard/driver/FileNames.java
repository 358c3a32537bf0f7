package org.blockyard.driver;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockyard.io.BlockException;
import org.osgi.annotation.versioning.ConsumerType;

/** A driver that understands file names such as {@code nbd://host/export} or {@code null-co://}. */
@ConsumerType
public interface FileNames {
    /**
     * The prefixes before the first colon that are its own, such as {@code nbd}, {@code nbd+unix}.
     */
    List<String> prefixes();

    /**
     * The options that a file name with one of its prefixes means, as a tree without {@code
     * driver}.
     *
     * @throws BlockException of kind {@code INVALID_OPTION}, saying what is wrong with the name
     */
    Map<String, Object> parse(String fileName) throws BlockException;

    /**
     * How sure the driver is that a plain path is one of its own (a host device, for example);
     * higher than the file driver's wins.
     */
    default int probePath(String path) {
        return Probing.NO;
    }

    /** The file name that stands for options, if one can. */
    default Optional<String> format(Map<String, Object> options) {
        return Optional.empty();
    }
}
