package org.blockyard.job.kit;

import java.io.IOException;
import org.blockyard.job.JobBody;
import org.blockyard.job.JobRequest;
import org.blockyard.job.Jobs;

/** The work of a job that holds nodes from before it begins. */
public interface HoldingBody extends JobBody {
    /**
     * Takes hold of the nodes; what it holds when it fails is let go by {@link #abort}.
     *
     * @throws IOException if they can't be held
     */
    void hold() throws IOException;

    /**
     * Starts a job that holds its nodes; nothing is left of it if they can't be held. To be called
     * with changes of the graph locked, so that nobody changes the chain between the caller's look
     * at it and the hold on it.
     *
     * @throws IOException if the job can't be made, or can't hold its nodes
     */
    static void start(Jobs jobs, JobRequest request, HoldingBody body) throws IOException {
        var job = jobs.prepare(request, body);
        try {
            body.hold();
        } catch (IOException | RuntimeException e) {
            job.drop();
            throw e;
        }
        job.start();
    }
}
