package org.blockyard.format.vmdk.internal.disk;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.format.vmdk.internal.layout.Descriptor;

/**
 * The identifier of the disk's content, which is another one from the first change after each
 * opening on: so images over this one can tell that it was changed under them.
 */
public final class ContentId {
    private final DescriptorFile descriptor;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile boolean changed;

    /** The identifier that a descriptor holds. */
    public ContentId(DescriptorFile descriptor) {
        this.descriptor = descriptor;
    }

    /** Whether it was changed since the image was opened. */
    boolean isChanged() {
        return changed;
    }

    /** Changes it if that was not done yet. Called before the content changes. */
    void change() throws IOException {
        if (changed) {
            return;
        }
        lock.lock();
        try {
            if (!changed) {
                descriptor.write(descriptor.current().withId(random()));
                changed = true;
            }
        } finally {
            lock.unlock();
        }
    }

    /** An identifier that stands for nothing else. */
    public static long random() {
        long id;
        do {
            id = new SecureRandom().nextInt() & Descriptor.NO_PARENT;
        } while (id == 0 || id >= Descriptor.NO_PARENT - 1);
        return id;
    }
}
