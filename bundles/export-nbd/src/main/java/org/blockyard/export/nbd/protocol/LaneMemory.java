package org.blockyard.export.nbd.protocol;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One connection's hold on a workspace: there while the lane has something in it. The lane's thread
 * only.
 */
final class LaneMemory implements AutoCloseable {
    private final Workspaces workspaces;
    private @Nullable Workspace workspace;

    LaneMemory(Workspaces workspaces) {
        this.workspaces = workspaces;
        workspaces.join();
    }

    /** The workspace, taken if there is none. */
    Workspace workspace() throws IOException {
        var now = workspace;
        if (now == null) {
            now = workspaces.take();
            workspace = now;
        }
        return now;
    }

    /** Gives the workspace back if others may need it; what was in it is lost. */
    void letGo() {
        if (!workspaces.areForFew()) {
            giveBack();
        }
    }

    private void giveBack() {
        var now = workspace;
        if (now != null) {
            workspace = null;
            workspaces.give(now);
        }
    }

    @Override
    public void close() {
        giveBack();
        workspaces.leave();
    }
}
