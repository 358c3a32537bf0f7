package org.blockyard.crypto.cipher;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.posix.NativeCaller;

/**
 * A context of libcrypto: AES in XTS mode with one key, in one direction. Setting the vector by the
 * library's function takes half as long as a sector does, so it is written to where the context has
 * it. One thread at a time.
 */
final class LibcryptoContext {
    private static final int SECTOR = SectorCipher.SECTOR;
    private static final int VECTOR = 16;

    /** Where things are in the caller's memory: a length that nobody needs, a vector, the key. */
    private static final int LENGTH = 0;

    private static final int FIRST_VECTOR = 16;
    private static final int KEY = FIRST_VECTOR + VECTOR;

    private final Libcrypto library;
    private final NativeCaller caller;
    private final long context;
    private final ByteBuffer vector;

    private LibcryptoContext(
            Libcrypto library, NativeCaller caller, long context, ByteBuffer vector) {
        this.library = library;
        this.caller = caller;
        this.context = context;
        this.vector = vector;
    }

    /** A context, or nothing if the library does not take the key. */
    static Optional<LibcryptoContext> of(
            Libcrypto library, CipherAlgorithm algorithm, byte[] key, boolean encrypt) {
        var caller = new NativeCaller(KEY + key.length);
        long context = caller.call(library.newContext(), 0, 0, 0);
        if (context == 0) {
            return Optional.empty();
        }
        long vector = 0;
        if (init(library, caller, context, algorithm, key, encrypt)) {
            vector = caller.call(library.vector(), context, 0, 0);
        }
        if (vector == 0) {
            caller.call(library.freeContext(), context, 0, 0);
            return Optional.empty();
        }
        var place = NativeCaller.memoryAt(vector, VECTOR).order(ByteOrder.LITTLE_ENDIAN);
        return Optional.of(new LibcryptoContext(library, caller, context, place));
    }

    private static boolean init(
            Libcrypto library,
            NativeCaller caller,
            long context,
            CipherAlgorithm algorithm,
            byte[] key,
            boolean encrypt) {
        var cipher = algorithm == CipherAlgorithm.AES_128 ? library.aes128() : library.aes256();
        long type = caller.call(cipher, 0, 0, 0);
        if (type == 0) {
            return false;
        }
        long here = caller.address();
        caller.memory().put(KEY, key);
        int taken =
                (int)
                        caller.call(
                                library.init(),
                                context,
                                type,
                                0,
                                here + KEY,
                                here + FIRST_VECTOR,
                                encrypt ? 1 : 0);
        caller.memory().put(KEY, new byte[key.length]);
        return taken == 1;
    }

    /** One sector from an address to another, which may be the same. */
    void sector(long number, long source, long target) throws BlockException {
        vector.putLong(0, number);
        int done =
                (int)
                        caller.call(
                                library.update(),
                                context,
                                target,
                                caller.address() + LENGTH,
                                source,
                                SECTOR,
                                0);
        if (done != 1) {
            throw new BlockException(ErrorKind.UNSUPPORTED, "libcrypto does not encrypt");
        }
    }

    /** Gives it back to the library, which wipes the key. */
    void close() {
        caller.call(library.freeContext(), context, 0, 0);
    }
}
