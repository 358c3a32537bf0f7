package org.blockyard.filter.blkdebug;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.blockyard.driver.Child;
import org.blockyard.driver.ChildRights;
import org.blockyard.driver.DebugPoints;
import org.blockyard.driver.FilterDevice;
import org.blockyard.driver.Permission;
import org.blockyard.filter.blkdebug.DebugOptions.Inject;
import org.blockyard.filter.blkdebug.DebugOptions.IoType;
import org.blockyard.io.BlockException;
import org.blockyard.io.Errno;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.Extent;
import org.blockyard.io.Limits;
import org.blockyard.io.RequestFlags;

/**
 * A disk whose requests fail where a rule says so. None is done at once, or it would not be judged.
 */
final class DebugDevice extends FilterDevice implements DebugPoints, ChildRights {
    private final Rules rules;
    private final Limits limits;
    private final Set<Permission> taken;
    private final Set<Permission> unshared;

    DebugDevice(
            Child image,
            Rules rules,
            Limits limits,
            Set<Permission> taken,
            Set<Permission> unshared) {
        super(image);
        this.rules = rules;
        this.limits = limits;
        this.taken = taken;
        this.unshared = unshared;
    }

    @Override
    public void reached(String event) {
        rules.reached(event);
    }

    @Override
    public Limits limits() {
        return limits;
    }

    @Override
    public Rights childRights(String child, Rights byRoles, boolean held) {
        var wanted = EnumSet.noneOf(Permission.class);
        wanted.addAll(byRoles.wanted());
        wanted.addAll(taken);
        var shared = EnumSet.noneOf(Permission.class);
        shared.addAll(byRoles.shared());
        shared.removeAll(unshared);
        return new Rights(wanted, shared);
    }

    private void judge(IoType type, long offset, long length) throws BlockException {
        var rule = rules.forRequest(type, offset, length);
        if (rule.isPresent()) {
            delay(rule.get().delayNs());
            if (rule.get().errno() != 0) {
                throw failure(rule.get());
            }
        }
    }

    private static void delay(long nanos) {
        long end = System.nanoTime() + nanos;
        for (long left = nanos; left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private static BlockException failure(Inject rule) {
        var kind = rule.errno() == Errno.ENOSPC ? ErrorKind.NO_SPACE : ErrorKind.IO;
        return new BlockException(
                kind, rule.errno(), "blkdebug: error " + rule.errno() + " by a rule", null);
    }

    @Override
    public void read(long offset, ByteBuffer target) throws IOException {
        judge(IoType.READ, offset, target.remaining());
        file.read(offset, target);
    }

    @Override
    public void write(long offset, ByteBuffer source, RequestFlags flags) throws IOException {
        rules.reached("pwritev");
        judge(IoType.WRITE, offset, source.remaining());
        file.write(offset, source, flags);
        rules.reached("pwritev_done");
    }

    /** Smaller ones than the grain are refused, so that those who fall back are tested. */
    @Override
    public boolean writeZeroes(long offset, long length, RequestFlags flags) throws IOException {
        if (length < limits.zeroAlignment()) {
            return false;
        }
        rules.reached("pwritev_zero");
        judge(IoType.WRITE_ZEROES, offset, length);
        boolean done = file.writeZeroes(offset, length, flags.with(RequestFlags.NO_FALLBACK));
        rules.reached("pwritev_done");
        return done;
    }

    @Override
    public void discard(long offset, long length) throws IOException {
        if (length >= limits.discardAlignment()) {
            judge(IoType.DISCARD, offset, length);
            file.discard(offset, length);
        }
    }

    @Override
    public void flush() throws IOException {
        rules.reached("flush_to_os");
        rules.reached("flush_to_disk");
        judge(IoType.FLUSH, 0, 0);
        file.flush();
    }

    @Override
    public Extent status(long offset, long length) throws IOException {
        judge(IoType.BLOCK_STATUS, offset, length);
        return super.status(offset, length);
    }

    @Override
    public Optional<Extent> tryStatus(long offset, long length) {
        return Optional.empty();
    }
}
