package org.blockyard.posix;

import java.util.Set;
import org.blockyard.posix.internal.ChannelFile;
import org.blockyard.posix.internal.Libc;
import org.blockyard.posix.internal.NativeFile;

/** Opens files and says whether the system's calls are at hand. */
public final class Posix {
    private Posix() {}

    /**
     * Whether native calls work here: Linux, 64 bits, native access allowed. The first call links
     * them (tens of milliseconds).
     */
    public static boolean isNative() {
        return Libc.isAvailable();
    }

    /**
     * Begins linking the native calls on a thread of its own and returns at once. A program that is
     * about to open a file calls it first and does something else meanwhile.
     */
    public static void prepare() {
        Thread.ofPlatform().daemon().name("posix-prepare").start(NativeFile::prepare);
    }

    /**
     * Opens a file.
     *
     * @throws PosixException with the system's error number
     */
    public static HostFile open(String path, Set<OpenFlag> flags) throws PosixException {
        return isNative() ? NativeFile.open(path, flags) : ChannelFile.open(path, flags);
    }

    /**
     * Another descriptor of a file that this process has open, for reading and writing as that one
     * is. Both are one open file to the system: its locks are held until the last is closed.
     *
     * @param descriptor the number of the open descriptor, which stays open
     * @throws PosixException with the system's error number
     */
    public static HostFile duplicate(int descriptor) throws PosixException {
        if (!isNative()) {
            throw PosixException.unsupported("dup");
        }
        return NativeFile.duplicate(descriptor);
    }
}
