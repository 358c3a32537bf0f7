package org.blockyard.kernel.internal.path;

/**
 * On whose behalf a thread works. A device that is called by whoever holds the gates below it may
 * have tasks of its own do the work, and these pass there too; what they do for anybody else, or
 * began before the gates were held, does not.
 *
 * @param thread who called the device
 * @param since when it did, by {@link System#nanoTime}
 */
public record Caller(Thread thread, long since) {
    private static final ScopedValue<Caller> CURRENT = ScopedValue.newInstance();

    /** The one on whose behalf the calling thread works: itself if nobody else. */
    public static Caller current() {
        return CURRENT.isBound()
                ? CURRENT.get()
                : new Caller(Thread.currentThread(), System.nanoTime());
    }

    /** Does something on its behalf, on the calling thread. */
    public void run(Runnable work) {
        ScopedValue.where(CURRENT, this).run(work);
    }

    /** Whether it is that thread, and called after a time. */
    boolean is(Thread owner, long held) {
        return thread.equals(owner) && since - held >= 0;
    }
}
