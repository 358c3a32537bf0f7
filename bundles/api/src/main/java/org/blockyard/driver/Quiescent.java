package org.blockyard.driver;

import java.io.IOException;
import org.osgi.annotation.versioning.ConsumerType;

/** A device that does I/O of its own accord and can be asked to stop it. */
@ConsumerType
public interface Quiescent {
    /** Starts no new I/O of its own and returns when what it had begun has ended. Calls nest. */
    void quiesce() throws IOException;

    /** May go on. */
    void resume();
}
