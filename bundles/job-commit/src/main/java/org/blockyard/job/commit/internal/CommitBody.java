package org.blockyard.job.commit.internal;

import java.io.IOException;
import org.blockyard.job.kit.HoldingBody;
import org.blockyard.platform.LazyLogger;

/** The work of a commit of either kind. */
interface CommitBody extends HoldingBody {
    /** Lets nodes go after a failure. */
    static void letGo(CommitNodes nodes) {
        try {
            nodes.letGo();
        } catch (IOException e) {
            LazyLogger.of(CommitBody.class)
                    .log(
                            System.Logger.Level.ERROR,
                            "the filter of a commit could not be taken out: " + e.getMessage());
        }
    }
}
