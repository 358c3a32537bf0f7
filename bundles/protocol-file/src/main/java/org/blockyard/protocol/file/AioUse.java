package org.blockyard.protocol.file;

import java.util.Map;
import java.util.Optional;
import org.blockyard.posix.HostFile;
import org.blockyard.posix.IoEngine;
import org.blockyard.posix.IoEngines;
import org.blockyard.posix.PosixException;
import org.blockyard.protocol.file.FileOptions.Aio;

/**
 * Who waits for the disk in one file, by its option {@code aio}, and what became of that wish.
 *
 * <p>Without the option: reads of virtual threads, and past the page cache their writes, go by
 * io_uring, which costs least when many come together. Writes to the page cache and flushes would
 * only be passed on to threads of the kernel there, which takes longer than by threads of ours. A
 * platform thread waits itself, since passing a request on and back costs more than it saves.
 */
final class AioUse {
    /** The member of what a file tells of itself. */
    static final String MEMBER = "aio";

    private final HostFile file;
    private final Optional<Aio> wanted;
    private final System.Logger log;
    private volatile Optional<PosixException> refusal = Optional.empty();

    /**
     * The wish for a file; begins to fulfil it.
     *
     * @param direct whether the page cache is bypassed
     * @param log told if the wish can't be fulfilled
     */
    AioUse(HostFile file, FileOptions options, boolean direct, System.Logger log) {
        this.file = file;
        this.wanted = options.aio();
        this.log = log;
        int batch = (int) Math.min(options.aioMaxBatch(), Integer.MAX_VALUE);
        var reads = reads();
        file.use(new IoEngines(reads, writes(direct), syncs(), batch, this::refused));
        if (reads == IoEngine.RING) {
            file.hasRing(); // so that a refusal is known from the beginning
        }
    }

    private IoEngine reads() {
        return wanted.map(AioUse::engine).orElse(IoEngine.RING_IF_VIRTUAL);
    }

    private IoEngine writes(boolean direct) {
        return wanted.map(AioUse::engine)
                .orElse(direct ? IoEngine.RING_IF_VIRTUAL : IoEngine.THREADS);
    }

    private IoEngine syncs() {
        return wanted.map(AioUse::engine).orElse(IoEngine.THREADS);
    }

    /** Whether others may read the file by an io_uring of theirs. */
    boolean allowsRings() {
        return !wanted.equals(Optional.of(Aio.THREADS));
    }

    private static IoEngine engine(Aio aio) {
        return aio == Aio.THREADS ? IoEngine.THREADS : IoEngine.RING;
    }

    private void refused(PosixException why) {
        refusal = Optional.of(why);
        var level = wanted.isPresent() ? System.Logger.Level.WARNING : System.Logger.Level.DEBUG;
        log.log(
                level,
                "requests are made by threads, for the system refuses io_uring: " + why.words());
    }

    /** What is told of it: nothing if nothing was wished. */
    Map<String, Object> told() {
        return wanted.isEmpty() ? Map.of() : Map.of(MEMBER, way(wanted.get()));
    }

    private String way(Aio aio) {
        if (aio == Aio.THREADS) {
            return "threads";
        }
        if (file.hasRing()) {
            return "io_uring";
        }
        return "threads, for the system refuses io_uring: "
                + refusal.map(PosixException::words).orElse("there are no native calls");
    }
}
