package org.blockyard.posix;

import org.blockyard.posix.internal.JnaCalls;

/**
 * What a daemon sets for its whole process. Changing the working directory is not among it: the
 * virtual machine has resolved its own notion of it at its start, so the launcher must change it
 * before.
 */
public final class ProcessState {
    private ProcessState() {}

    /** Sets the mask of permissions that new files do not get; the mask before. */
    public static int umask(int mask) throws PosixException {
        return JnaCalls.umask(mask);
    }

    /** Makes one descriptor another name for a file that is open under {@code from}. */
    public static void duplicate(int from, int to) throws PosixException {
        JnaCalls.duplicate(from, to);
    }

    /**
     * Points standard input, output and error at {@code /dev/null}, as a daemon in the background
     * does.
     */
    public static void silenceStandardStreams() throws PosixException {
        JnaCalls.silenceStandardStreams();
    }

    /** Closes a descriptor that the process inherited. */
    public static void close(int descriptor) throws PosixException {
        JnaCalls.close(descriptor);
    }
}
