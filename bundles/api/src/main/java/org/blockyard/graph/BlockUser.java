package org.blockyard.graph;

import java.io.IOException;
import java.util.Set;
import org.blockyard.driver.Permission;
import org.blockyard.driver.Preallocation;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A user's hold on a node, with permissions: an export, a job, a tool. The node can't be removed
 * while it is held. It is the only way to data from outside the graph.
 */
@ProviderType
public interface BlockUser extends AutoCloseable {
    /** The node; after a replacement in the graph, the new one. */
    BlockNode node();

    /** A way to the data for one client queue. */
    Lane openLane() throws IOException;

    /** Changes what it does and lets others do; all or nothing. */
    void permissions(Set<Permission> wanted, Set<Permission> shared) throws IOException;

    /** Changes the node's length; needs RESIZE. */
    void resize(long length, Preallocation preallocation, boolean exact) throws IOException;

    /** Called, on any thread, when the node's length changed. Replaces an earlier listener. */
    void onResize(Runnable listener);

    /** Closes its lanes and lets the node go, waiting for requests in flight. */
    @Override
    void close();
}
