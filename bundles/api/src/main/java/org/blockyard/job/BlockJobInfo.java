package org.blockyard.job;

import java.util.List;
import java.util.Map;

/**
 * A job that works on nodes, as it is now.
 *
 * @param nodes the names of the nodes that it holds, the one it was asked for first
 * @param speed the most bytes a second, 0 for any
 * @param ioStatus whether a failed request has stopped it
 * @param details what jobs of its type alone tell, by their names in QMP
 * @since 1.1
 */
public record BlockJobInfo(
        List<String> nodes, long speed, IoStatus ioStatus, Map<String, Object> details) {
    /** A copy that nobody can change. */
    public BlockJobInfo {
        nodes = List.copyOf(nodes);
        details = Map.copyOf(details);
    }
}
