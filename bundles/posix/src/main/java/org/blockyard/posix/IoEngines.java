package org.blockyard.posix;

import java.util.function.Consumer;

/**
 * Who waits for the disk in one file.
 *
 * @param reads for reads
 * @param writes for writes
 * @param syncs for {@link HostFile#syncData}
 * @param batch how many calls a ring submits together at most; 0 for all that came together
 * @param whenRefused told once, by the call that wanted it, why there is no ring
 */
public record IoEngines(
        IoEngine reads,
        IoEngine writes,
        IoEngine syncs,
        int batch,
        Consumer<PosixException> whenRefused) {
    /** The calling thread for all. */
    public static final IoEngines CALLER =
            new IoEngines(
                    IoEngine.CALLER, IoEngine.CALLER, IoEngine.CALLER, 0, IoEngines::neverRefused);

    private static void neverRefused(PosixException none) {}
}
