package org.blockyard.filter.copy.before.write;

import java.time.Duration;
import java.util.Optional;
import org.blockyard.driver.Child;
import org.blockyard.driver.DriverScope;
import org.blockyard.driver.tck.HeapBuffers;
import org.blockyard.io.BufferPool;
import org.blockyard.option.ChildRef;

/** A filter above two children, without a graph. */
final class OpenFilter {
    private static final BufferPool BUFFERS = new HeapBuffers();

    private static final DriverScope SCOPE =
            new DriverScope() {
                @Override
                public void run(String name, Runnable task) {
                    Thread.ofVirtual().name(name).start(task);
                }

                @Override
                public void every(Duration pause, String name, Runnable task) {
                    throw new UnsupportedOperationException();
                }

                @Override
                public <T extends AutoCloseable> T own(T resource) {
                    return resource;
                }
            };

    private OpenFilter() {}

    static CopyBeforeWriteDevice of(
            Child disk, Child target, OnCopyError onError, long timeoutSeconds) {
        var options =
                new CopyBeforeWriteOptions(
                        new ChildRef.Node("disk"),
                        new ChildRef.Node("target"),
                        Optional.empty(),
                        onError,
                        timeoutSeconds,
                        0);
        var blocks = new Blocks(disk.length(), BlockSize.LEAST);
        var steps = new Steps(blocks, new Copying(disk, target, BUFFERS, BlockSize.LEAST), disk);
        var guest = new GuestWrites(blocks, steps, options, SCOPE);
        return new CopyBeforeWriteDevice(disk, target, blocks, steps, guest, false);
    }
}
