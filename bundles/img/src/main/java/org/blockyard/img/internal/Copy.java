package org.blockyard.img.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.graph.Lane;
import org.blockyard.img.internal.Pieces.Piece;
import org.blockyard.io.BufferPool;
import org.jspecify.annotations.Nullable;

/**
 * Copies disks, end to end, into one: several pieces at once, nothing for what the target has
 * anyway.
 */
final class Copy {
    private final SourceDisk source;
    private final TargetDisk target;
    private final CopyPlan plan;
    private final BufferPool buffers;
    private final ProgressLine progress;
    private final Pieces pieces;
    private final ReentrantLock cursor = new ReentrantLock();
    private final Condition turned = cursor.newCondition();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final long started = System.nanoTime();
    private final Optional<ContentDigest> digest;
    private final Optional<Offload> offload;
    private final List<Thread> helpers = new ArrayList<>();
    private long turn;

    /** A copy with all that may be wanted beside it. */
    Copy(
            List<Lane> sources,
            Lane target,
            CopyPlan plan,
            Session session,
            ProgressLine progress,
            Optional<ContentDigest> digest,
            boolean offload) {
        this.source = new SourceDisk(sources, plan.base(), plan.salvage(), session.err());
        this.target = new TargetDisk(target, plan);
        this.plan = plan;
        this.buffers = session.platform().buffers();
        this.progress = progress;
        this.digest = digest;
        // a checksum needs the bytes
        this.offload =
                offload && digest.isEmpty()
                        ? Optional.of(new Offload(source, target))
                        : Optional.empty();
        int most = this.offload.isPresent() ? Offload.MOST : Pieces.MOST;
        this.pieces = new Pieces(source, plan, most, digest.isPresent());
    }

    /** A plain copy. */
    Copy(List<Lane> sources, Lane target, CopyPlan plan, Session session, ProgressLine progress) {
        this(sources, target, plan, session, progress, Optional.empty(), false);
    }

    /** Copies all; returns when it is done, or throws what went wrong first. */
    void run() throws IOException {
        work();
        try {
            // nobody else calls any
            for (var helper : helpers) {
                helper.join();
            }
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
        var wrong = failure.get();
        if (wrong instanceof IOException e) {
            throw e;
        } else if (wrong != null) {
            throw new IOException(wrong);
        }
    }

    private void work() {
        try (var lent = buffers.lend(Math.max(Pieces.MOST, plan.unit()))) {
            for (var piece = next(); piece != null && failure.get() == null; piece = next()) {
                copy(piece, lent.bytes());
                endTurn(piece.number());
                progress.update(piece.offset() + piece.length(), source.length());
            }
        } catch (IOException | RuntimeException e) {
            failure.compareAndSet(null, e);
            digest.ifPresent(ContentDigest::abandon);
            endTurn(Long.MAX_VALUE - 1);
        }
    }

    private @Nullable Piece next() throws IOException {
        cursor.lock();
        try {
            var piece = pieces.next();
            if (piece != null && (plan.eager() || piece.extent().compressed())) {
                callHelpers();
            }
            if (piece != null && plan.rate() > 0) {
                pace(piece.offset() + piece.length());
            }
            return piece;
        } finally {
            cursor.unlock();
        }
    }

    /** Called by the first worker, who is alone until then; once there are any, this is over. */
    private void callHelpers() {
        if (helpers.isEmpty()) {
            for (int i = 1; i < plan.workers(); i++) {
                helpers.add(Thread.ofVirtual().name("copy-" + i).start(this::work));
            }
        }
    }

    private void pace(long done) {
        long due = started + (long) (done * 1e9 / plan.rate());
        LockSupport.parkNanos(due - System.nanoTime());
    }

    private void awaitTurn(Piece piece) {
        if (!plan.ordered()) {
            return;
        }
        cursor.lock();
        try {
            while (turn < piece.number()) {
                turned.awaitUninterruptibly();
            }
        } finally {
            cursor.unlock();
        }
    }

    private void endTurn(long number) {
        if (!plan.ordered()) {
            return;
        }
        cursor.lock();
        try {
            turn = Math.max(turn, number + 1);
            turned.signalAll();
        } finally {
            cursor.unlock();
        }
    }

    private void copy(Piece piece, ByteBuffer buffer) throws IOException {
        switch (piece.kind()) {
            case DATA -> data(piece, buffer);
            case SKIPPED_DATA -> read(piece.offset(), (int) piece.length(), buffer);
            case SKIPPED_ZERO -> takeZeroes(piece);
            case ZERO -> {
                takeZeroes(piece);
                awaitTurn(piece);
                target.zero(piece.offset(), piece.length());
            }
        }
        if (piece.kind() != Pieces.Kind.DATA && piece.kind() != Pieces.Kind.ZERO) {
            awaitTurn(piece);
        }
    }

    private void data(Piece piece, ByteBuffer buffer) throws IOException {
        if (offload.isEmpty()) {
            read(piece.offset(), (int) piece.length(), buffer);
            awaitTurn(piece);
            target.write(piece.offset(), buffer);
            return;
        }
        awaitTurn(piece);
        long end = piece.offset() + piece.length();
        long at = piece.offset() + offload.get().copy(piece.offset(), piece.length());
        while (at < end) {
            int count = (int) Math.min(end - at, Pieces.MOST);
            read(at, count, buffer);
            target.write(at, buffer);
            at += count;
        }
    }

    private void read(long offset, int length, ByteBuffer buffer) throws IOException {
        buffer.clear().limit(length);
        source.read(offset, buffer);
        buffer.flip();
        if (digest.isPresent()) {
            digest.get().take(offset, buffer);
        }
    }

    private void takeZeroes(Piece piece) {
        if (digest.isPresent()) {
            digest.get().takeZeroes(piece.offset(), piece.length());
        }
    }
}
