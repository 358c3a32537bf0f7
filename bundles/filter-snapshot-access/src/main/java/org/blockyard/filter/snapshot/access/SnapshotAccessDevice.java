package org.blockyard.filter.snapshot.access;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Set;
import org.blockyard.driver.Child;
import org.blockyard.driver.ChildRights;
import org.blockyard.driver.Permission;
import org.blockyard.driver.PointInTime;
import org.blockyard.driver.StrictDevice;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.Extent;
import org.blockyard.io.RequestFlags;

/** The disk as it was; it can't be written, but what is no longer needed of it can be let go. */
final class SnapshotAccessDevice extends StrictDevice implements ChildRights {
    private final Child file;

    SnapshotAccessDevice(Child file) {
        this.file = file;
    }

    @Override
    public long length() {
        return file.length();
    }

    @Override
    public void read(long offset, ByteBuffer target) throws IOException {
        file.request(
                PointInTime.class,
                moment -> {
                    moment.readThen(offset, target);
                    return true;
                });
    }

    @Override
    public Extent status(long offset, long length) throws IOException {
        return file.request(PointInTime.class, moment -> moment.statusThen(offset, length));
    }

    @Override
    public void discard(long offset, long length) throws IOException {
        file.request(
                PointInTime.class,
                moment -> {
                    moment.forgetThen(offset, length);
                    return true;
                });
    }

    @Override
    public void write(long offset, ByteBuffer source, RequestFlags flags) throws IOException {
        throw unchangeable();
    }

    @Override
    public boolean writeZeroes(long offset, long length, RequestFlags flags) throws IOException {
        throw unchangeable();
    }

    @Override
    public void flush() {
        // nothing was written
    }

    private static BlockException unchangeable() {
        return new BlockException(ErrorKind.UNSUPPORTED, "the past can't be written");
    }

    /** The moment is kept whatever others do with the disk. */
    @Override
    public Rights childRights(String child, Rights byRoles, boolean held) {
        return new Rights(Set.of(), Set.of(Permission.values()));
    }
}
