package org.blockyard.job.kit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.job.IoErrorAction;
import org.blockyard.job.JobControl;
import org.blockyard.job.OnError;

/** A job that is steered by the test. */
class TestControl implements JobControl {
    final AtomicLong done = new AtomicLong();
    final AtomicLong paced = new AtomicLong();
    final List<String> failures = new ArrayList<>();
    volatile boolean pausing;
    volatile boolean cancelled;
    volatile boolean kept;
    int pauses;
    int waits;

    @Override
    public void pausePoint() throws BlockException {
        if (cancelled) {
            throw new BlockException(ErrorKind.CANCELLED, "Operation canceled");
        }
        pauses++;
        pausing = false;
    }

    @Override
    public void ready() {
        throw new UnsupportedOperationException();
    }

    @Override
    public String id() {
        return "test";
    }

    @Override
    public boolean paced() {
        return kept;
    }

    @Override
    public boolean pausing() {
        return pausing || cancelled;
    }

    @Override
    public void becomeReady() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean completing() {
        return false;
    }

    @Override
    public boolean ending() {
        return false;
    }

    @Override
    public void await(Duration longest) {
        waits++;
    }

    @Override
    public void wake() {}

    @Override
    public void pace(long bytes) {
        paced.addAndGet(bytes);
    }

    @Override
    public void advance(long more) {
        done.addAndGet(more);
    }

    @Override
    public void remaining(long left) {}

    @Override
    public synchronized IoErrorAction failed(boolean reading, BlockException why, OnError policy) {
        var action = policy.action(why.kind() == ErrorKind.NO_SPACE);
        failures.add((reading ? "read " : "write ") + action.word());
        pausing |= action == IoErrorAction.STOP;
        return action;
    }

    @Override
    public void update(long done, long total) {}
}
