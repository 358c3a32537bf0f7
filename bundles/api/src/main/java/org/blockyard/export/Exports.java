package org.blockyard.export;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockyard.io.BlockException;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The exports. When one is gone for good there is the event {@code BLOCK_EXPORT_DELETED}.
 * Thread-safe.
 */
@ProviderType
public interface Exports {
    /** Starts an export from its options, common ones and the type's, as a JSON tree. */
    ExportInfo add(Map<String, Object> options) throws IOException;

    /**
     * Ends an export. Returns when it was asked to end; it may take longer until its clients are
     * gone.
     *
     * @param hard whether clients that are connected are sent away; without it they are an error
     */
    void remove(String id, boolean hard) throws IOException;

    /** Ends all exports of a type, clients or not, and returns when they are gone. */
    void removeAll(String type);

    /** The exports, oldest first. */
    List<ExportInfo> list();

    /** The export of that id. */
    Optional<ExportInfo> find(String id);

    /**
     * What the export of that id did for its clients; empty if there is none or it does not count.
     *
     * @since 1.1
     */
    Optional<ExportStatistics> statistics(String id);

    /**
     * Options by which the exports, as they are now, could be started again: by id, oldest first.
     *
     * @since 1.1
     */
    default Map<String, Map<String, Object>> definitions() {
        return Map.of();
    }

    /**
     * Has the exports of a node, and of all nodes that are connected with it, served by an iothread
     * from now on: those that are there, as soon as other clients come, and those to come that name
     * none.
     *
     * @param ioThread its id; empty for none
     * @throws BlockException if there is no such node or iothread, or an export there is fixed to
     *     another; nothing has changed then
     * @since 1.1
     */
    void serveBy(String nodeName, Optional<String> ioThread) throws BlockException;

    /** The types present now. */
    List<BlockExportType<?>> types();
}
