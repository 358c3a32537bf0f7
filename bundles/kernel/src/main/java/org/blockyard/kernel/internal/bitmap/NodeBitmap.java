package org.blockyard.kernel.internal.bitmap;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.blockyard.bitmap.BitmapHold;
import org.blockyard.bitmap.DirtyBitmap;
import org.blockyard.bitmap.DirtyBits;
import org.blockyard.bitmap.FrozenBitmap;
import org.blockyard.driver.KeptBitmap;
import org.blockyard.io.BlockException;
import org.jspecify.annotations.Nullable;

/** A named bitmap of a node. */
final class NodeBitmap implements DirtyBitmap {
    private final NodeBitmaps owner;
    private final String name;
    private final boolean persistent;
    private final AtomicBoolean kept = new AtomicBoolean();
    private volatile Optional<String> user = Optional.empty();
    private volatile DirtyBits bits;
    private volatile @Nullable DirtyBits successor;
    private volatile boolean recording;
    private volatile boolean readOnly;
    private volatile boolean inconsistent;
    private boolean stored;

    NodeBitmap(
            NodeBitmaps owner, String name, DirtyBits bits, boolean persistent, boolean recording) {
        this.owner = owner;
        this.name = name;
        this.bits = bits;
        this.persistent = persistent;
        this.recording = recording;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String node() {
        return owner.node();
    }

    @Override
    public DirtyBits bits() {
        return bits;
    }

    /** The bits that record, if it does. */
    Optional<DirtyBits> live() {
        var next = successor;
        return recording ? Optional.of(next == null ? bits : next) : Optional.empty();
    }

    @Override
    public boolean recording() {
        return recording;
    }

    @Override
    public void recording(boolean next) throws IOException {
        requireUsable();
        owner.change(
                "a bitmap's change",
                () -> {
                    requireUsable();
                    recording = next;
                });
    }

    @Override
    public boolean persistent() {
        return persistent;
    }

    @Override
    public boolean readOnly() {
        return readOnly;
    }

    void readOnly(boolean is) {
        readOnly = is;
    }

    @Override
    public boolean inconsistent() {
        return inconsistent;
    }

    /** Whether its store has it complete. */
    boolean stored() {
        return stored;
    }

    void stored(boolean is) {
        stored = is;
    }

    /** It as it is to be kept: with what was dirty at a freeze and since. */
    KeptBitmap kept() {
        var now = bits;
        var next = successor;
        if (next != null) {
            now = now.copy();
            now.add(next);
        }
        return new KeptBitmap(
                name,
                now.granularity(),
                recording,
                inconsistent ? Optional.empty() : Optional.of(now));
    }

    /**
     * Makes dirty what was so elsewhere; not in the bits of a freeze, of which some may have been
     * copied already.
     */
    void merge(DirtyBits others) {
        var next = successor;
        if (next == null) {
            bits.add(others);
            return;
        }
        var unknown = others.copy();
        for (var run = bits.next(0, bits.length()); run.isPresent(); ) {
            unknown.clear(run.get().offset(), run.get().length());
            run = bits.next(run.get().end(), bits.length());
        }
        next.add(unknown);
    }

    /** Its bits mean nothing from now on. */
    void spoil() {
        inconsistent = true;
        recording = false;
    }

    @Override
    public Optional<String> user() {
        return user;
    }

    /** Follows the disk to another length. */
    void resize(long length) {
        bits.resize(length);
        var next = successor;
        if (next != null) {
            next.resize(length);
        }
    }

    @Override
    public BitmapHold hold(String holder) throws IOException {
        keep(holder);
        var over = new AtomicBoolean();
        return () -> {
            if (over.compareAndSet(false, true)) {
                release();
            }
        };
    }

    private void release() {
        user = Optional.empty();
        kept.set(false);
    }

    private void keep(String holder) throws BlockException {
        requireUsable();
        if (!kept.compareAndSet(false, true)) {
            throw inUse();
        }
        user = Optional.of(holder);
    }

    @Override
    public FrozenBitmap freeze(String holder) throws IOException {
        requireModifiable();
        keep(holder);
        try {
            owner.change(
                    "the freeze of a bitmap",
                    () -> {
                        successor = new DirtyBits(bits.length(), bits.granularity());
                    });
        } catch (Throwable t) {
            release();
            throw t;
        }
        return new Frozen(bits);
    }

    /** The bits of the freeze. However it ends, what records now goes on recording. */
    private final class Frozen implements FrozenBitmap {
        private final DirtyBits then;
        private final AtomicBoolean over = new AtomicBoolean();

        private Frozen(DirtyBits then) {
            this.then = then;
        }

        @Override
        public DirtyBits bits() {
            return then;
        }

        @Override
        public void settle() {
            end(false);
        }

        @Override
        public void close() {
            end(true);
        }

        private void end(boolean rejoin) {
            if (!over.compareAndSet(false, true)) {
                return;
            }
            owner.locked(
                    () -> {
                        var next = successor;
                        if (next != null) {
                            if (rejoin) {
                                next.add(then);
                            }
                            bits = next;
                            successor = null;
                        }
                    });
            release();
        }
    }
}
