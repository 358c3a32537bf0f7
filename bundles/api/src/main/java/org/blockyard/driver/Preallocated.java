package org.blockyard.driver;

import java.io.IOException;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A device that may have been given space before it was written. Where it says so, data that lie in
 * a hole of the child that holds them are told of as data that read as zeroes.
 */
@ConsumerType
public interface Preallocated {
    /** Whether it seems so; an estimate, made once, that costs time only and no correctness. */
    boolean preallocated() throws IOException;
}
