package org.blockyard.monitor;

import org.blockyard.platform.Platform;
import org.osgi.annotation.versioning.ProviderType;

/** Under what circumstances a command runs. */
@ProviderType
public interface CommandContext {
    /** The platform. */
    Platform platform();

    /** Who asked, for the log: a monitor's id, {@code shell}, {@code command line}. */
    String origin();
}
