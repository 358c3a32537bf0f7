package org.blockyard.posix.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.blockyard.posix.PosixException;
import org.jspecify.annotations.Nullable;

/**
 * The memory of this process, as {@code /proc/self/statm} tells. One thread may ask at a time.
 *
 * <p>Pages of files get what the rest leaves of a bound. They cost nothing but the look of it, for
 * the page cache has them anyway, while mapping them again and again may double the cost of large
 * reads: so the bound is there for disks of many gigabytes, not for small ones.
 */
final class ResidentMemory {
    private static final String STATM = "/proc/self/statm";
    private static final int ALL = 1;
    private static final int OF_FILES = 2;
    private static final int PAGE = 4096;
    private static final String MOST_PROPERTY = "blockyard.resident_mib";
    private static final long MOST_MIB = 512;

    /** Of files at any rate; the program's own take about half of it. */
    private static final long LEAST_OF_FILES = 48L << 20;

    /** Open for as long as the process lives: opening takes ten times as long as reading. */
    private @Nullable NativeFile open;

    private final long most = Long.getLong(MOST_PROPERTY, MOST_MIB) << 20;
    private final ByteBuffer target = ByteBuffer.allocateDirect(256);

    /**
     * How many bytes of files may be added; negative if there are too many, as where the system
     * does not tell.
     */
    long roomForFiles() {
        try {
            var fields = read().split(" ");
            long ofFiles = PAGE * Long.parseLong(fields[OF_FILES]);
            long others = PAGE * Long.parseLong(fields[ALL]) - ofFiles;
            return Math.max(most - others, LEAST_OF_FILES) - ofFiles;
        } catch (PosixException | RuntimeException unknown) {
            return Long.MIN_VALUE;
        }
    }

    private String read() throws PosixException {
        var file = open == null ? NativeFile.open(STATM, Set.of()) : open;
        open = file;
        file.read(0, target.clear());
        var bytes = new byte[target.flip().remaining()];
        target.get(bytes);
        return new String(bytes, StandardCharsets.US_ASCII);
    }
}
