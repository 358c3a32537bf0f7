package org.blockyard.protocol.file;

import java.util.Optional;
import org.blockyard.option.Branch;
import org.blockyard.option.Option;

/**
 * The options of files and host devices.
 *
 * @param filename the path
 * @param locking whether the file is locked against other processes
 * @param aio who waits for the disk
 * @param aioMaxBatch how many requests are submitted together at most
 * @param dropCache whether the page cache is dropped when the node is activated
 * @param prManager the persistent reservation manager
 * @param xCheckCacheDropped whether dropping is verified
 */
public record FileOptions(
        @Option("path of the image file") String filename,
        @Option(value = "lock the image against other processes", byDefault = "auto")
                Locking locking,
        @Option("who waits for the disk; what suits the file if it is not given") Optional<Aio> aio,
        @Option(
                        value =
                                "most requests that io_uring is given together; 0 for all that came",
                        byDefault = "0",
                        min = 0)
                long aioMaxBatch,
        @Option(value = "drop cached pages when an inactive node is activated", byDefault = "on")
                boolean dropCache,
        @Option("object that manages persistent reservations; not offered yet")
                Optional<String> prManager,
        @Option(value = "accepted; whether dropping worked is not verified", byDefault = "off")
                boolean xCheckCacheDropped) {
    /** When a file is locked. */
    public enum Locking {
        /** If the system can. */
        AUTO,
        /** Always; an error if the system can't. */
        ON,
        /** Never. */
        OFF
    }

    /** Who waits for the disk. */
    public enum Aio {
        /** Threads. */
        THREADS,
        /** The kernel, by io_uring; needs {@code cache.direct}. */
        NATIVE,
        /** The kernel, by io_uring. */
        @Branch("io_uring")
        IO_URING
    }

    /** The options of a plain path. */
    public static FileOptions of(String filename) {
        return new FileOptions(
                filename, Locking.AUTO, Optional.empty(), 0, true, Optional.empty(), false);
    }
}
