package org.blockyard.itest.fuzz.inputs;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.blockyard.itest.fuzz.base.Finding;

/**
 * Runs inputs one after the other and sees that none takes longer than its target allows. What
 * counts is the time of processors, of all threads: what else the machine does must not matter.
 */
public final class Guard {
    /** What a process of Jazzer says with the slowest input so far. */
    static final String SLOWEST = "the slowest input took ms: ";

    private static final long MILLISECOND = 1_000_000L;
    private static final long SECOND = 1000 * MILLISECOND;
    private static final Duration LOOK = Duration.ofMillis(100);

    /** Who waits so long waits for ever. */
    private static final long LONGEST_WAIT = 300 * SECOND;

    /** Instrumented code costs more, and its first run, which loads classes, much more. */
    private static final int INSTRUMENTED = 4;

    private final Target target;
    private long slowest;

    /** Runs inputs of a target, which is prepared. */
    public Guard(Target target) {
        this.target = target;
    }

    /** Runs an input for Jazzer, which reads of standard error how long the slowest took. */
    public void runAndTell(byte[] input) throws Throwable {
        long before = slowest;
        run(input, INSTRUMENTED * target.mostSeconds());
        if (slowest > before) {
            System.err.println(SLOWEST + slowestMillis());
        }
    }

    /** Runs an input: what is thrown is a finding, and its input is left in the folder. */
    void run(byte[] input) throws Throwable {
        run(input, target.mostSeconds());
    }

    private void run(byte[] input, int mostSeconds) throws Throwable {
        var failure = new AtomicReference<Throwable>();
        long start = System.nanoTime();
        long before = usedNanos();
        var worker = Thread.ofPlatform().daemon().start(() -> run(input, failure));
        while (!worker.join(LOOK)) {
            long used = usedNanos() - before;
            if (used > mostSeconds * SECOND || System.nanoTime() - start > LONGEST_WAIT) {
                keep(input);
                var where = new StackTrace(worker.getStackTrace());
                throw new Finding("takes longer than " + mostSeconds + " s", where);
            }
        }
        slowest = Math.max(slowest, usedNanos() - before);
        if (failure.get() instanceof Throwable harm) {
            keep(input);
            throw harm;
        }
    }

    /** What the slowest input has taken of the processors. */
    long slowestMillis() {
        return slowest / MILLISECOND;
    }

    private static void keep(byte[] input) throws IOException {
        Files.write(Target.folder().resolve("input"), input);
    }

    private static long usedNanos() {
        return ProcessHandle.current().info().totalCpuDuration().map(Duration::toNanos).orElse(0L);
    }

    private void run(byte[] input, AtomicReference<Throwable> failure) {
        try {
            target.run(input);
        } catch (Throwable e) {
            failure.set(e);
        }
    }

    /** Where a thread was. */
    private static final class StackTrace extends Exception {
        private static final long serialVersionUID = 1L;

        StackTrace(StackTraceElement[] stack) {
            super("it was here");
            setStackTrace(stack);
        }
    }
}
