package org.blockyard.kernel.internal.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.job.BlockWork;
import org.blockyard.job.IoErrorAction;
import org.blockyard.job.IoStatus;
import org.blockyard.job.JobBody;
import org.blockyard.job.JobControl;
import org.blockyard.job.JobRequest;
import org.blockyard.job.JobState;
import org.blockyard.job.JobVerb;
import org.blockyard.job.OnError;
import org.blockyard.kernel.internal.monitor.EventBus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class BlockJobsTest {
    private final EventBus events = new EventBus();
    private final KernelJobs jobs = new KernelJobs(events);
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final List<String> steps = Collections.synchronizedList(new ArrayList<>());

    BlockJobsTest() {
        events.subscribe(
                event -> {
                    var data = event.data();
                    told.add(
                            event.name().equals("JOB_STATUS_CHANGE")
                                    ? data.get("id") + " " + data.get("status")
                                    : event.name() + " " + data);
                });
    }

    private static JobRequest request(String id, boolean autoFinalize, boolean autoDismiss) {
        return new JobRequest(
                id,
                "test",
                autoFinalize,
                autoDismiss,
                Optional.of(new BlockWork(List.of("node"), 0)));
    }

    private void expect(String... wanted) throws InterruptedException {
        for (var event : wanted) {
            assertEquals(event, told.poll(60, TimeUnit.SECONDS));
        }
    }

    /** Notes what is called after its work. */
    private class Noting implements JobBody {
        private final String id;
        private final JobBody work;

        Noting(String id, JobBody work) {
            this.id = id;
            this.work = work;
        }

        @Override
        public void run(JobControl control) throws java.io.IOException {
            work.run(control);
        }

        @Override
        public void prepare() throws java.io.IOException {
            steps.add(id + " prepare");
        }

        @Override
        public void commit() {
            steps.add(id + " commit");
        }

        @Override
        public void abort() {
            steps.add(id + " abort");
        }

        @Override
        public void clean() {
            steps.add(id + " clean");
        }
    }

    @Test
    void anEndIsToldBeforeTheJobIsConcluded() throws Exception {
        jobs.start(request("j", true, true), new Noting("j", control -> control.update(3, 3)));
        expect("j created", "j running", "j waiting", "j pending");
        expect("BLOCK_JOB_COMPLETED {device=j, len=3, offset=3, speed=0, type=test}");
        expect("j concluded", "j null");
        assertEquals(List.of("j prepare", "j commit", "j clean"), steps);
    }

    @Test
    void aFailureIsToldWithItsReason() throws Exception {
        jobs.start(
                request("j", true, true),
                new Noting(
                        "j",
                        control -> {
                            throw new BlockException(ErrorKind.IO, "no luck");
                        }));
        expect("j created", "j running", "j aborting");
        expect(
                "BLOCK_JOB_COMPLETED {device=j, len=0, offset=0, speed=0, type=test, error=no luck}");
        expect("j concluded", "j null");
        assertEquals(List.of("j abort", "j clean"), steps);
    }

    @Test
    void aPendingJobAsksForItsUser() throws Exception {
        jobs.start(request("j", false, false), new Noting("j", control -> {}));
        expect("j created", "j running", "j waiting", "j pending");
        expect("BLOCK_JOB_PENDING {type=test, id=j}");
        assertEquals(List.of(), steps);
        jobs.apply("j", JobVerb.FINALIZE);
        // it is over when the verb returns
        assertEquals(JobState.CONCLUDED, jobs.find("j").orElseThrow().state());
        assertEquals(List.of("j prepare", "j commit", "j clean"), steps);
    }

    @Test
    void aReadyJobMayEndSoftly() throws Exception {
        var body =
                new Noting("j", JobControl::ready) {
                    @Override
                    public boolean endsSoftly() {
                        return true;
                    }
                };
        jobs.start(request("j", true, true), body);
        expect("j created", "j running", "j ready");
        expect("BLOCK_JOB_READY {device=j, len=0, offset=0, speed=0, type=test}");
        jobs.cancel("j", false);
        expect("j waiting", "j pending");
        expect("BLOCK_JOB_COMPLETED {device=j, len=0, offset=0, speed=0, type=test}");
    }

    @Test
    void withForceAReadyJobIsCancelled() throws Exception {
        jobs.start(request("j", true, true), new Noting("j", JobControl::ready));
        expect("j created", "j running", "j ready");
        expect("BLOCK_JOB_READY {device=j, len=0, offset=0, speed=0, type=test}");
        jobs.cancel("j", true);
        expect("j aborting");
        expect("BLOCK_JOB_CANCELLED {device=j, len=0, offset=0, speed=0, type=test}");
        assertEquals(List.of("j abort", "j clean"), steps);
    }

    @Test
    void groupedJobsWaitForEachOther() throws Exception {
        var group = jobs.group();
        var go = new CountDownLatch(1);
        var a = jobs.prepare(request("a", true, true), new Noting("a", c -> {}), group);
        var b = jobs.prepare(request("b", true, true), new Noting("b", c -> await(go)), group);
        expect("a created", "b created");
        a.start();
        expect("a running", "a waiting");
        b.start();
        expect("b running");
        go.countDown();
        expect("b waiting", "b pending", "a pending");
        expect("BLOCK_JOB_COMPLETED {device=b, len=0, offset=0, speed=0, type=test}");
        expect("b concluded", "b null");
        expect("BLOCK_JOB_COMPLETED {device=a, len=0, offset=0, speed=0, type=test}");
        expect("a concluded", "a null");
        assertEquals(
                List.of("b prepare", "a prepare", "b commit", "b clean", "a commit", "a clean"),
                steps);
    }

    @Test
    void groupedJobsFailTogether() throws Exception {
        var group = jobs.group();
        var fail = new CountDownLatch(1);
        JobBody failing =
                c -> {
                    await(fail);
                    throw new BlockException(ErrorKind.IO, "no luck");
                };
        var a = jobs.prepare(request("a", true, false), new Noting("a", c -> {}), group);
        var b = jobs.prepare(request("b", true, false), new Noting("b", failing), group);
        a.start();
        b.start();
        expect("a created", "b created");
        while (jobs.find("a").orElseThrow().state() != JobState.WAITING) {
            Thread.onSpinWait();
        }
        fail.countDown();
        assertEquals(Optional.of("no luck"), jobs.await("b").error());
        assertEquals(Optional.of("Operation canceled"), jobs.await("a").error());
        assertEquals(List.of("b abort", "b clean", "a abort", "a clean"), steps);
    }

    @Test
    void aGroupIsUndoneIfOneCantBePrepared() throws Exception {
        var group = jobs.group();
        var a = jobs.prepare(request("a", true, false), new Noting("a", c -> {}), group);
        var b =
                jobs.prepare(
                        request("b", true, false),
                        new Noting("b", c -> {}) {
                            @Override
                            public void prepare() throws BlockException {
                                throw new BlockException(ErrorKind.IO, "not ready");
                            }
                        },
                        group);
        a.start();
        b.start();
        assertEquals(Optional.of("not ready"), jobs.await("b").error());
        assertEquals(Optional.of("Operation canceled"), jobs.await("a").error());
        assertEquals(List.of("b abort", "b clean", "a abort", "a clean"), steps);
    }

    @Test
    void cancellingAWaitingJobCancelsItsGroup() throws Exception {
        var group = jobs.group();
        var a = jobs.prepare(request("a", false, false), new Noting("a", c -> {}), group);
        var b = jobs.prepare(request("b", false, false), new Noting("b", c -> {}), group);
        a.start();
        b.start();
        while (jobs.find("b").orElseThrow().state() != JobState.PENDING) {
            Thread.onSpinWait();
        }
        jobs.cancel("a", true);
        // over when the verb returns
        assertEquals(JobState.CONCLUDED, jobs.find("b").orElseThrow().state());
        assertEquals(List.of("b abort", "b clean", "a abort", "a clean"), steps);
    }

    @Test
    void aDroppedJobWasNeverThere() throws Exception {
        var made = jobs.prepare(request("j", true, true), new Noting("j", c -> {}));
        made.drop();
        expect("j created", "j null");
        assertTrue(jobs.list().isEmpty());
        assertEquals(List.of("j abort", "j clean"), steps);
        assertTrue(told.isEmpty());
    }

    @Test
    void aCancelledJobThatNeverBeganEndsAloneInAllStates() throws Exception {
        var group = jobs.group();
        var other = jobs.prepare(request("o", true, true), new Noting("o", c -> {}), group);
        var made = jobs.prepare(request("j", true, false), new Noting("j", c -> {}), group);
        made.cancel();
        made.cancel();
        expect("o created", "j created", "j aborting", "j concluded", "j null");
        assertEquals(List.of("j abort", "j clean"), steps);
        assertTrue(told.isEmpty());
        assertEquals(JobState.CREATED, other.info().state());
        other.drop();
    }

    @Test
    void aFailedRequestStopsTheJobUntilItIsResumed() throws Exception {
        JobBody body =
                control -> {
                    var action =
                            control.failed(
                                    false,
                                    new BlockException(ErrorKind.NO_SPACE, "full"),
                                    OnError.ENOSPC);
                    assertEquals(IoErrorAction.STOP, action);
                    control.pausePoint();
                };
        jobs.start(request("j", true, false), body);
        expect("j created", "j running");
        expect("BLOCK_JOB_ERROR {device=j, operation=write, action=stop}", "j paused");
        var stopped = jobs.find("j").orElseThrow();
        assertEquals(IoStatus.NOSPACE, stopped.block().orElseThrow().ioStatus());
        assertTrue(stopped.paused());
        jobs.apply("j", JobVerb.RESUME);
        var end = jobs.await("j");
        assertEquals(IoStatus.OK, end.block().orElseThrow().ioStatus());
        assertEquals(Optional.empty(), end.error());
    }

    @Test
    void thePolicyDecidesWhatAFailureComesTo() {
        assertEquals(IoErrorAction.REPORT, OnError.REPORT.action(true));
        assertEquals(IoErrorAction.IGNORE, OnError.IGNORE.action(true));
        assertEquals(IoErrorAction.STOP, OnError.STOP.action(false));
        assertEquals(IoErrorAction.STOP, OnError.ENOSPC.action(true));
        assertEquals(IoErrorAction.REPORT, OnError.ENOSPC.action(false));
        assertEquals(IoErrorAction.REPORT, OnError.AUTO.action(false));
    }

    @Test
    void aSlowJobWaitsUntilItMayGoFaster() throws Exception {
        var first = new CountDownLatch(1);
        JobBody body =
                control -> {
                    first.countDown();
                    control.pace(1 << 20);
                };
        var slow =
                new JobRequest(
                        "j", "test", true, false, Optional.of(new BlockWork(List.of("node"), 1)));
        jobs.start(slow, body);
        first.await();
        while (jobs.find("j").orElseThrow().busy()) {
            Thread.onSpinWait();
        }
        assertEquals(JobState.RUNNING, jobs.find("j").orElseThrow().state());
        jobs.speed("j", 0);
        assertEquals(Optional.empty(), jobs.await("j").error());
    }

    @Test
    void aSlowJobIsCancelledAtOnce() throws Exception {
        JobBody body =
                control -> {
                    control.pace(1 << 20);
                };
        var slow =
                new JobRequest(
                        "j", "test", true, false, Optional.of(new BlockWork(List.of("node"), 1)));
        jobs.start(slow, body);
        jobs.cancel("j", false);
        assertEquals(Optional.of("Operation canceled"), jobs.await("j").error());
    }

    @Test
    void speedIsForBlockJobsAndNeverNegative() throws Exception {
        jobs.start(new JobRequest("c", "create", true, false), JobControl::ready);
        var none = assertThrows(BlockException.class, () -> jobs.speed("c", 1));
        assertEquals("Block job 'c' not found", none.sentence());
        jobs.cancel("c", true);
        jobs.start(request("j", true, false), JobControl::ready);
        var negative = assertThrows(BlockException.class, () -> jobs.speed("j", -1));
        assertEquals("Parameter 'speed' expects a non-negative value", negative.sentence());
        jobs.cancel("j", true);
    }

    @Test
    void aRefusalToCompleteLeavesTheJobReady() throws Exception {
        var body =
                new Noting("j", JobControl::ready) {
                    private boolean refused;

                    @Override
                    public void completing() throws BlockException {
                        if (!refused) {
                            refused = true;
                            throw new BlockException(ErrorKind.BUSY, "not yet");
                        }
                    }
                };
        jobs.start(request("j", true, false), body);
        expect("j created", "j running", "j ready");
        assertThrows(BlockException.class, () -> jobs.apply("j", JobVerb.COMPLETE));
        assertFalse(jobs.find("j").orElseThrow().state() == JobState.CONCLUDED);
        jobs.apply("j", JobVerb.COMPLETE);
        assertEquals(Optional.empty(), jobs.await("j").error());
    }

    @Test
    void optionsAreChangedByJobsThatCan() throws Exception {
        jobs.start(request("j", true, false), JobControl::ready);
        var e = assertThrows(BlockException.class, () -> jobs.change("j", Map.of()));
        assertTrue(e.sentence().contains("cannot accept command verb 'change'"), e.sentence());
        jobs.cancel("j", true);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
