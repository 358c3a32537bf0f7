package org.blockyard.driver;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/** A format driver that recognises its images. */
@ConsumerType
public interface Probing {
    /** The score of a real magic number. */
    int CERTAIN = 100;

    /** No. */
    int NO = 0;

    /**
     * How sure it is, from {@link #NO} to {@link #CERTAIN}, that bytes are the beginning of one of
     * its images. A pure function: it keeps nothing and fails for no bytes.
     *
     * @param prefix the first bytes (512 or all there are), read-only, from position to limit
     * @param fileName the file's name, if it has one
     */
    int probe(ByteBuffer prefix, Optional<String> fileName);
}
