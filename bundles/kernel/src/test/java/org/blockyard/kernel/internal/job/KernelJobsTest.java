package org.blockyard.kernel.internal.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.job.JobBody;
import org.blockyard.job.JobControl;
import org.blockyard.job.JobRequest;
import org.blockyard.job.JobState;
import org.blockyard.job.JobVerb;
import org.blockyard.kernel.internal.monitor.EventBus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class KernelJobsTest {
    private final EventBus events = new EventBus();
    private final KernelJobs jobs = new KernelJobs(events);
    private final BlockingQueue<String> states = new LinkedBlockingQueue<>();

    KernelJobsTest() {
        events.subscribe(event -> states.add((String) event.data().get("status")));
    }

    private void start(JobBody body, boolean autoFinalize, boolean autoDismiss)
            throws BlockException {
        jobs.start(new JobRequest("j", "test", autoFinalize, autoDismiss), body);
    }

    private void expect(String... wanted) throws InterruptedException {
        for (var state : wanted) {
            assertEquals(state, states.poll(60, TimeUnit.SECONDS));
        }
    }

    /** Works until it is told to end, and says that it began. */
    private static JobBody endless(CountDownLatch began) {
        return control -> {
            began.countDown();
            while (true) {
                control.pausePoint();
                Thread.onSpinWait();
            }
        };
    }

    @Test
    void aJobRunsToItsEnd() throws Exception {
        start(control -> control.update(3, 4), true, false);
        var end = jobs.await("j");
        assertEquals(JobState.CONCLUDED, end.state());
        assertEquals(3, end.done());
        assertEquals(4, end.total());
        assertEquals(Optional.empty(), end.error());
        expect("created", "running", "waiting", "pending", "concluded");
        jobs.apply("j", JobVerb.DISMISS);
        expect("null");
        assertTrue(jobs.list().isEmpty());
    }

    @Test
    void aJobMayDismissItself() throws Exception {
        start(control -> {}, true, true);
        expect("created", "running", "waiting", "pending", "concluded", "null");
        assertFalse(jobs.find("j").isPresent());
    }

    @Test
    void aFailureAborts() throws Exception {
        var undone = new ArrayList<String>();
        start(
                new JobBody() {
                    @Override
                    public void run(JobControl control) throws BlockException {
                        throw new BlockException(ErrorKind.NO_SPACE, "no space left");
                    }

                    @Override
                    public void abort() {
                        undone.add("undone");
                    }
                },
                true,
                false);
        assertEquals(Optional.of("no space left"), jobs.await("j").error());
        assertEquals(List.of("undone"), undone);
        expect("created", "running", "aborting", "concluded");
    }

    @Test
    void evenAnErrorConcludes() throws Exception {
        start(
                control -> {
                    throw new AssertionError("on purpose");
                },
                true,
                false);
        assertTrue(jobs.await("j").error().orElseThrow().contains("on purpose"));
    }

    @Test
    void aCancelEndsAtThePausePoint() throws Exception {
        var began = new CountDownLatch(1);
        start(endless(began), true, false);
        began.await();
        jobs.apply("j", JobVerb.CANCEL);
        assertEquals(Optional.of("Operation canceled"), jobs.await("j").error());
        expect("created", "running", "aborting", "concluded");
    }

    @Test
    void aPausedJobGoesOnOrIsCancelled() throws Exception {
        var began = new CountDownLatch(1);
        start(endless(began), true, false);
        began.await();
        jobs.apply("j", JobVerb.PAUSE);
        expect("created", "running", "paused");
        var twice = assertThrows(BlockException.class, () -> jobs.apply("j", JobVerb.PAUSE));
        assertEquals("Job is already paused", twice.sentence());
        jobs.apply("j", JobVerb.RESUME);
        expect("running");
        assertThrows(BlockException.class, () -> jobs.apply("j", JobVerb.RESUME));
        jobs.apply("j", JobVerb.PAUSE);
        expect("paused");
        jobs.apply("j", JobVerb.CANCEL);
        expect("running", "aborting", "concluded");
    }

    @Test
    void aReadyJobWaitsForCompletion() throws Exception {
        start(JobControl::ready, true, false);
        expect("created", "running", "ready");
        jobs.apply("j", JobVerb.PAUSE);
        expect("standby");
        jobs.apply("j", JobVerb.COMPLETE);
        jobs.apply("j", JobVerb.RESUME);
        expect("ready", "waiting", "pending", "concluded");
    }

    @Test
    void aResultWaitsToBeMadeFinal() throws Exception {
        var committed = new ArrayList<String>();
        start(
                new JobBody() {
                    @Override
                    public void run(JobControl control) {}

                    @Override
                    public void commit() {
                        committed.add("committed");
                    }
                },
                false,
                false);
        expect("created", "running", "waiting", "pending");
        assertEquals(List.of(), committed);
        jobs.apply("j", JobVerb.FINALIZE);
        expect("concluded");
        assertEquals(List.of("committed"), committed);
    }

    @Test
    void aPendingJobCanBeCancelled() throws Exception {
        start(control -> {}, false, false);
        expect("created", "running", "waiting", "pending");
        jobs.apply("j", JobVerb.CANCEL);
        expect("aborting", "concluded");
    }

    @Test
    void aVerbOutOfPlaceIsRefusedInWords() throws Exception {
        start(control -> {}, true, false);
        jobs.await("j");
        var e = assertThrows(BlockException.class, () -> jobs.apply("j", JobVerb.CANCEL));
        assertEquals(
                "Job 'j' in state 'concluded' cannot accept command verb 'cancel'", e.sentence());
        var none = assertThrows(BlockException.class, () -> jobs.apply("k", JobVerb.CANCEL));
        assertEquals(ErrorKind.NOT_FOUND, none.kind());
    }

    @Test
    void idsAreUniqueAndWellFormed() throws Exception {
        start(control -> {}, true, false);
        jobs.await("j");
        var e = assertThrows(BlockException.class, () -> start(control -> {}, true, false));
        assertEquals("Job ID 'j' already in use", e.sentence());
        assertThrows(
                BlockException.class,
                () -> jobs.start(new JobRequest("1", "test", true, true), control -> {}));
    }

    @Test
    void theEndOfThePlatformCancelsAll() throws Exception {
        var began = new CountDownLatch(1);
        start(endless(began), true, false);
        began.await();
        jobs.close();
        assertEquals(JobState.CONCLUDED, jobs.find("j").orElseThrow().state());
        assertThrows(
                BlockException.class,
                () -> jobs.start(new JobRequest("k", "test", true, true), control -> {}));
    }
}
