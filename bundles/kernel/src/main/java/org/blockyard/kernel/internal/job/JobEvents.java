package org.blockyard.kernel.internal.job;

import java.util.LinkedHashMap;
import java.util.Map;
import org.blockyard.job.IoErrorAction;
import org.blockyard.job.JobInfo;
import org.blockyard.kernel.internal.monitor.KernelEvents;
import org.blockyard.monitor.Events;

/** Tells of jobs. All but changes of state is told of block jobs alone. */
record JobEvents(Events events) {
    void state(JobInfo job) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("id", job.id());
        data.put("status", job.state().word());
        events.publish(KernelEvents.JOB_STATUS_CHANGE, data);
    }

    void ready(JobInfo job) {
        progress(KernelEvents.BLOCK_JOB_READY, job, false);
    }

    void completed(JobInfo job) {
        progress(KernelEvents.BLOCK_JOB_COMPLETED, job, true);
    }

    void cancelled(JobInfo job) {
        progress(KernelEvents.BLOCK_JOB_CANCELLED, job, false);
    }

    private void progress(String event, JobInfo job, boolean withError) {
        job.block()
                .ifPresent(
                        block -> {
                            Map<String, Object> data = new LinkedHashMap<>();
                            data.put("device", job.id());
                            data.put("len", job.total());
                            data.put("offset", job.done());
                            data.put("speed", block.speed());
                            data.put("type", job.type());
                            if (withError) {
                                job.error().ifPresent(error -> data.put("error", error));
                            }
                            events.publish(event, data);
                        });
    }

    void pending(JobInfo job) {
        if (job.block().isPresent()) {
            Map<String, Object> data = new LinkedHashMap<>();
            data.put("type", job.type());
            data.put("id", job.id());
            events.publish(KernelEvents.BLOCK_JOB_PENDING, data);
        }
    }

    void failed(JobInfo job, boolean reading, IoErrorAction action) {
        if (job.block().isPresent()) {
            Map<String, Object> data = new LinkedHashMap<>();
            data.put("device", job.id());
            data.put("operation", reading ? "read" : "write");
            data.put("action", action.word());
            events.publish(KernelEvents.BLOCK_JOB_ERROR, data);
        }
    }
}
