package org.blockyard.posix;

/**
 * What the system knows of a file.
 *
 * @param type what it is
 * @param device the device it lies on
 * @param inode its number there
 * @param size bytes
 * @param allocated bytes of space it uses, or -1 if that is unknown
 * @param directMemoryAlignment what {@link OpenFlag#DIRECT} asks of buffers' addresses, or 0 if the
 *     system does not say
 * @param directOffsetAlignment what it asks of offsets and lengths, or 0 if the system does not say
 */
public record FileStatus(
        Type type,
        long device,
        long inode,
        long size,
        long allocated,
        int directMemoryAlignment,
        int directOffsetAlignment) {
    /** What a file is. */
    public enum Type {
        /** A plain file. */
        REGULAR,
        /** A directory. */
        DIRECTORY,
        /** A block device. */
        BLOCK_DEVICE,
        /** A character device. */
        CHARACTER_DEVICE,
        /** A pipe or a socket. */
        OTHER
    }

    /** Whether both are the same file. */
    public boolean isSameFile(FileStatus other) {
        return device == other.device && inode == other.inode;
    }
}
