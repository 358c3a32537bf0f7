package org.blockyard.crypto.cipher;

import java.time.Duration;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * How much memory and work a header may ask for. Argon2 can't be stopped once it has begun, so both
 * are judged before.
 */
final class WorkLimit {
    /** The system property that allows more memory, or less: bytes. */
    static final String PROPERTY = "blockyard.luks.memory";

    /** What cryptsetup asks for at most when nobody says otherwise. */
    private static final long USUAL_BYTES = 1L << 30;

    /** So much is gone through in a second at least. */
    private static final long KIBIBYTES_PER_SECOND = 256 << 10;

    private WorkLimit() {}

    static void require(PasswordHash.Argon2 hash, TimeLimit limit) throws BlockException {
        long bytes = (long) hash.kibibytes() << 10;
        long allowed = Long.getLong(PROPERTY, USUAL_BYTES);
        if (bytes > allowed) {
            throw tooMuch(bytes, allowed, "-D" + PROPERTY + "=BYTES allows more");
        }
        var runtime = Runtime.getRuntime();
        long free = runtime.maxMemory() - (runtime.totalMemory() - runtime.freeMemory());
        // some is needed for what else goes on
        if (bytes > free - free / 8) {
            throw tooMuch(bytes, free - free / 8, "a larger heap (-Xmx) allows more");
        }
        limit.require(
                Duration.ofSeconds(hash.kibibytes() * (long) hash.passes() / KIBIBYTES_PER_SECOND));
    }

    private static BlockException tooMuch(long bytes, long allowed, String hint) {
        return new BlockException(
                        ErrorKind.RESOURCE,
                        "trying the password takes %d MiB of memory, of which there are %d"
                                .formatted(bytes >> 20, allowed >> 20))
                .hint(hint);
    }
}
