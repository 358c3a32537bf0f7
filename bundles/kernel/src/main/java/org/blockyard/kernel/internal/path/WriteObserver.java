package org.blockyard.kernel.internal.path;

/** Looks at what is written to a node. */
@FunctionalInterface
public interface WriteObserver {
    /**
     * Is told of a write, zeroing, discard or copy when the device is done and before anybody else
     * is told, also if the device failed half-way. On any thread; must not block.
     */
    void written(long offset, long length);
}
