package org.blockyard.export;

import java.util.Optional;
import org.blockyard.graph.BlockUser;
import org.blockyard.platform.Platform;
import org.osgi.annotation.versioning.ProviderType;

/** What an export is given. */
@ProviderType
public interface ExportContext {
    /** The common options. */
    ExportOptions options();

    /**
     * The node, held with the permissions that the options ask for; closed by the kernel after the
     * export.
     */
    BlockUser user();

    /**
     * The threads that are to serve clients who come now; empty if the type's own are.
     *
     * @since 1.1
     */
    Optional<LaneGroup> laneGroup();

    /** The platform. */
    Platform platform();

    /** Says that the export ended by itself; the kernel then closes and forgets it. */
    void ended();
}
