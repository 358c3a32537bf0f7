package org.blockyard.driver;

import java.io.IOException;
import org.osgi.annotation.versioning.ConsumerType;

/** A device that can tell about its image. */
@ConsumerType
public interface Describable {
    /** What is known of the image now. Reads metadata at most; opens nothing. */
    ImageDescription describe() throws IOException;
}
