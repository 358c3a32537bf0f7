package org.blockyard.filter.preallocate;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.blockyard.driver.Child;
import org.blockyard.driver.ChildRights;
import org.blockyard.driver.Permission;
import org.blockyard.driver.Preallocation;
import org.blockyard.driver.WriteFilterDevice;
import org.blockyard.io.FilePlace;
import org.blockyard.io.LentPlace;
import org.blockyard.io.RequestFlags;

/**
 * A file that ends later than it seems to. Nothing but growing is different, so all requests are
 * the file's; when it is closed it ends where it seems to.
 */
final class PreallocateDevice extends WriteFilterDevice implements ChildRights {
    private final Growth growth;
    private final boolean grows;
    private final Logger log;

    PreallocateDevice(Child file, Growth growth, boolean grows, Logger log) {
        super(file);
        this.growth = growth;
        this.grows = grows;
        this.log = log;
    }

    /** It changes the length until it is closed, and nobody else may. */
    @Override
    public Rights childRights(String child, Rights byRoles, boolean held) {
        if (!grows) {
            return byRoles;
        }
        var wanted = EnumSet.of(Permission.WRITE, Permission.RESIZE);
        wanted.addAll(byRoles.wanted());
        var shared = EnumSet.noneOf(Permission.class);
        shared.addAll(byRoles.shared());
        shared.removeAll(Set.of(Permission.WRITE, Permission.RESIZE));
        return new Rights(wanted, shared);
    }

    @Override
    public long length() {
        return growth.length();
    }

    @Override
    public void resize(long length, Preallocation preallocation, boolean exact) throws IOException {
        if (grows) {
            growth.resize(length, preallocation, exact);
        } else {
            file.resize(length, preallocation, exact);
        }
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
    public Optional<LentPlace> tryLendPlace(long offset, int length) throws IOException {
        return file.tryLendPlace(offset, length);
    }

    @Override
    public boolean copyFrom(FilePlace source, long offset, RequestFlags flags) throws IOException {
        return file.copyFrom(source, offset, flags);
    }

    @Override
    public void close() {
        try {
            growth.trim();
        } catch (IOException e) {
            log.log(Level.WARNING, "what was preallocated stays: " + e.getMessage());
        }
    }
}
