package org.blockyard.driver.tck;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * The bytes below a driver, in memory. Everything that happens to them is recorded, so that a power
 * cut at any moment can be had afterwards. Thread-safe.
 */
public final class Medium {
    private static final int SECTOR = 512;
    private static final int MOST = 64 << 20;

    private final String id = UUID.randomUUID().toString();
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Step> steps = new ArrayList<>();
    private final Condition unstalled = lock.newCondition();
    private final byte[] first;
    private byte[] bytes;
    private boolean stalled;

    /** Something that happened. */
    private sealed interface Step {
        record Write(int offset, byte[] data) implements Step {}

        record Length(int length) implements Step {}

        record Flush() implements Step {}
    }

    /** An empty one. */
    public Medium() {
        this(new byte[0]);
    }

    /** One that holds some bytes. */
    public Medium(byte[] content) {
        first = content.clone();
        bytes = content.clone();
    }

    /** By what the driver below finds it. */
    public String id() {
        return id;
    }

    /** What stands for it where a place in a file is told: no descriptor of any file. */
    public int descriptor() {
        return Integer.MIN_VALUE | id.hashCode();
    }

    /** How many bytes it has. */
    public int length() {
        lock.lock();
        try {
            return bytes.length;
        } finally {
            lock.unlock();
        }
    }

    /** What it holds now. */
    public byte[] bytes() {
        lock.lock();
        try {
            return bytes.clone();
        } finally {
            lock.unlock();
        }
    }

    /** How much has happened so far. */
    public int steps() {
        lock.lock();
        try {
            return steps.size();
        } finally {
            lock.unlock();
        }
    }

    /** Whether what blocks has to wait from now on; what must not block then has to say no. */
    public void stalled(boolean stall) {
        lock.lock();
        try {
            stalled = stall;
            unstalled.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whether what blocks has to wait now. */
    public boolean stalled() {
        lock.lock();
        try {
            return stalled;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until it is not stalled. */
    public void await() {
        lock.lock();
        try {
            while (stalled) {
                unstalled.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Copies bytes out of it. */
    public void read(long offset, byte[] target) {
        lock.lock();
        try {
            System.arraycopy(bytes, Math.toIntExact(offset), target, 0, target.length);
        } finally {
            lock.unlock();
        }
    }

    /** Puts bytes into it, which are safe after the next {@link #flush}. */
    public void write(long offset, byte[] data) throws BlockException {
        requireRoom(offset + data.length);
        record(new Step.Write((int) offset, data.clone()));
    }

    /** Changes its length; new bytes are zeroes. */
    public void resize(long length) throws BlockException {
        requireRoom(length);
        record(new Step.Length((int) length));
    }

    /** Makes safe what was written before. */
    public void flush() {
        record(new Step.Flush());
    }

    private static void requireRoom(long end) throws BlockException {
        if (end < 0 || end > MOST) {
            throw new BlockException(ErrorKind.NO_SPACE, "the medium ends at " + MOST);
        }
    }

    private void record(Step step) {
        lock.lock();
        try {
            steps.add(step);
            bytes = apply(bytes, step);
        } finally {
            lock.unlock();
        }
    }

    private static byte[] apply(byte[] to, Step step) {
        return switch (step) {
            case Step.Write(var offset, var data) -> {
                int end = offset + data.length;
                var into = end > to.length ? Arrays.copyOf(to, end) : to;
                System.arraycopy(data, 0, into, offset, data.length);
                yield into;
            }
            case Step.Length(var length) -> Arrays.copyOf(to, length);
            case Step.Flush() -> to;
        };
    }

    /**
     * What is left if power fails after some steps: all up to the last flush, and of what came
     * after it any part, by whole sectors.
     */
    public Medium afterPowerCut(int step, Random chance) {
        lock.lock();
        try {
            int safe = step;
            while (safe > 0 && !(steps.get(safe - 1) instanceof Step.Flush)) {
                safe--;
            }
            var left = first.clone();
            for (int i = 0; i < step; i++) {
                left = i < safe ? apply(left, steps.get(i)) : applyPartly(left, i, chance);
            }
            return new Medium(left);
        } finally {
            lock.unlock();
        }
    }

    private byte[] applyPartly(byte[] to, int step, Random chance) {
        if (chance.nextBoolean()) {
            return to;
        }
        if (!(steps.get(step) instanceof Step.Write(var offset, var data))
                || chance.nextInt(4) > 0) {
            return apply(to, steps.get(step));
        }
        int sectors = chance.nextInt(data.length / SECTOR + 1);
        var torn = Arrays.copyOf(data, sectors * SECTOR);
        return torn.length == 0 ? to : apply(to, new Step.Write(offset, torn));
    }
}
