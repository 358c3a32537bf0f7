package org.blockyard.protocol.vvfat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.HandOver;
import org.blockyard.driver.HandOverState;
import org.blockyard.driver.ShownWhole;
import org.blockyard.driver.Unzeroed;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.Extent;
import org.blockyard.io.Limits;
import org.blockyard.io.RequestFlags;

/**
 * A folder as a disk. Requests run beside each other; what was written becomes files with none of
 * them at work.
 */
final class VvfatDevice implements BlockDevice, Unzeroed, ShownWhole, HandOver {
    private final HandedVolume volume;
    private final DiskView view;
    private final Overlay overlay;
    private final Optional<WriteBack> writeBack;
    private final System.Logger log;
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private volatile boolean handedOver;

    /**
     * An open folder.
     *
     * @param volume the volume as it was made
     * @param writeBack what turns writes into files, if writing is allowed
     */
    VvfatDevice(
            HandedVolume volume,
            DiskView view,
            Overlay overlay,
            Optional<WriteBack> writeBack,
            System.Logger log) {
        this.volume = volume;
        this.view = view;
        this.overlay = overlay;
        this.writeBack = writeBack;
        this.log = log;
    }

    @Override
    public long length() {
        return view.length();
    }

    @Override
    public Limits limits() {
        return Limits.NONE.aligned(FatLayout.SECTOR, 1);
    }

    @Override
    public void read(long offset, ByteBuffer target) throws IOException {
        lock.readLock().lock();
        try {
            view.read(offset, target);
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public void write(long offset, ByteBuffer source, RequestFlags flags) throws IOException {
        if (writeBack.isEmpty()) {
            throw new BlockException(ErrorKind.READ_ONLY, "this disk was opened without rw=on");
        }
        lock.readLock().lock();
        try {
            handedOver = false;
            view.write(offset, source);
        } catch (IOException failure) {
            throw HostFailure.of(failure, "could not keep what was written");
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public Extent status(long offset, long length) {
        lock.readLock().lock();
        try {
            return view.status(offset, length);
        } finally {
            lock.readLock().unlock();
        }
    }

    /**
     * Turns what was written into files, if the file system is consistent now; if it isn't, a later
     * flush will.
     */
    @Override
    public void flush() throws IOException {
        if (writeBack.isEmpty() || !overlay.isDirty()) {
            return;
        }
        lock.writeLock().lock();
        try {
            writeBack.get().run();
            overlay.clean();
        } catch (InconsistentException between) {
            log.log(System.Logger.Level.DEBUG, "not turned into files yet: " + between.reason());
        } finally {
            lock.writeLock().unlock();
        }
    }

    /**
     * The layout, and what the guest has written: who follows must show the same disk, whatever has
     * become of the folder.
     */
    @Override
    public Optional<HandOverState> handOver() throws IOException {
        lock.writeLock().lock();
        try {
            var state = volume.state(view, writeBack, overlay);
            handedOver = true;
            return Optional.of(state);
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** The folder and what it is shown as may differ by now, so it is not enough. */
    @Override
    public Optional<HandOverState> preview() throws IOException {
        lock.writeLock().lock();
        try {
            return Optional.of(volume.state(view, writeBack, overlay));
        } finally {
            lock.writeLock().unlock();
        }
    }

    @Override
    public void close() throws IOException {
        if (writeBack.isEmpty() || !overlay.isDirty()) {
            return;
        }
        lock.writeLock().lock();
        try {
            writeBack.get().run();
        } catch (InconsistentException damaged) {
            if (!handedOver) {
                log.log(
                        System.Logger.Level.WARNING,
                        "what was written last is lost, since it is no file system: "
                                + damaged.reason());
            }
        } finally {
            lock.writeLock().unlock();
        }
    }
}
