package org.blockyard.job.commit.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Set;
import org.blockyard.driver.Child;
import org.blockyard.driver.ChildRights;
import org.blockyard.driver.Permission;
import org.blockyard.driver.WriteFilterDevice;
import org.blockyard.io.FilePlace;
import org.blockyard.io.RequestFlags;

/**
 * Passes everything. While a commit writes to a lower layer, those between are no disks that anyone
 * could read for themselves, though the whole chain reads as ever: so no consistent read is asked
 * of the chain below, and everybody may write there.
 */
public final class CommitTop extends WriteFilterDevice implements ChildRights {
    /** A filter over the top layer. */
    public CommitTop(Child file) {
        super(file);
    }

    @Override
    public Rights childRights(String child, Rights byRoles, boolean held) {
        var wanted = EnumSet.noneOf(Permission.class);
        wanted.addAll(byRoles.wanted());
        wanted.remove(Permission.CONSISTENT_READ);
        return new Rights(wanted, Set.of(Permission.values()));
    }

    @Override
    public void write(long offset, ByteBuffer source, RequestFlags flags) throws IOException {
        file.write(offset, source, flags);
    }

    @Override
    public boolean writeZeroes(long offset, long length, RequestFlags flags) throws IOException {
        return file.writeZeroes(offset, length, flags);
    }

    @Override
    public void discard(long offset, long length) throws IOException {
        file.discard(offset, length);
    }

    @Override
    public boolean tryWrite(long offset, ByteBuffer source, RequestFlags flags) throws IOException {
        return file.tryWrite(offset, source, flags);
    }

    @Override
    public boolean copyFrom(FilePlace source, long offset, RequestFlags flags) throws IOException {
        return file.copyFrom(source, offset, flags);
    }
}
