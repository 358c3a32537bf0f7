package org.blockyard.codec;

import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.blockyard.io.BlockException;
import org.blockyard.platform.LazyLogger;
import org.blockyard.posix.NativeFunction;
import org.blockyard.posix.OptionalLibrary;

/**
 * Deflate by libdeflate, where the machine has it and what it packs and unpacks is what the JDK
 * unpacks and packs. It takes pieces whole, which is what makes it more than twice as fast.
 *
 * @param name what it was found as
 * @param newPacker {@code libdeflate_alloc_compressor}
 * @param freePacker {@code libdeflate_free_compressor}
 * @param newUnpacker {@code libdeflate_alloc_decompressor}
 * @param freeUnpacker {@code libdeflate_free_decompressor}
 * @param raw for data without a wrapping
 * @param zlib for data in zlib's
 */
record Libdeflate(
        String name,
        NativeFunction newPacker,
        NativeFunction freePacker,
        NativeFunction newUnpacker,
        NativeFunction freeUnpacker,
        Wrapping raw,
        Wrapping zlib) {
    /** The system property that switches it off. */
    static final String PROPERTY = "blockyard.libdeflate";

    private static final int TEST_LEVEL = 6;
    private static final int TEST_BYTES = 20_000;

    /**
     * The functions for one wrapping.
     *
     * @param pack {@code libdeflate_..._compress}
     * @param unpack {@code libdeflate_..._decompress}
     */
    record Wrapping(NativeFunction pack, NativeFunction unpack) {}

    /** Looked for when something is first packed or unpacked. */
    private static final class Here {
        static final Optional<Libdeflate> FOUND = find().filter(Libdeflate::agreesWithJava);
    }

    /** The library, if it is used. */
    static Optional<Libdeflate> here() {
        return Here.FOUND;
    }

    private static Optional<Libdeflate> find() {
        var library = new OptionalLibrary(PROPERTY, "libdeflate.so.0");
        var functions = new ArrayList<NativeFunction>();
        for (var function :
                List.of(
                        "alloc_compressor",
                        "free_compressor",
                        "alloc_decompressor",
                        "free_decompressor",
                        "deflate_compress",
                        "deflate_decompress",
                        "zlib_compress",
                        "zlib_decompress")) {
            var found = library.function("libdeflate_" + function);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            functions.add(found.get());
        }
        return Optional.of(
                new Libdeflate(
                        library.fileName().orElseThrow(),
                        functions.get(0),
                        functions.get(1),
                        functions.get(2),
                        functions.get(3),
                        new Wrapping(functions.get(4), functions.get(5)),
                        new Wrapping(functions.get(6), functions.get(7))));
    }

    private boolean agreesWithJava() {
        for (boolean wrapped : new boolean[] {false, true}) {
            try (var java = new DeflateCodec(TEST_LEVEL, !wrapped);
                    var its = new LibdeflateStates(this, wrapped ? zlib : raw, TEST_LEVEL)) {
                if (!passes(java, its)) {
                    LazyLogger.of(Libdeflate.class)
                            .log(
                                    Level.WARNING,
                                    "{0} does not agree with the JDK and is not used",
                                    name);
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean passes(DeflateCodec java, LibdeflateStates its) {
        var plain = ByteBuffer.allocateDirect(TEST_BYTES);
        for (int i = 0; i < TEST_BYTES; i++) {
            plain.put(i, (byte) (i * i >> i % 11));
        }
        try {
            var packed = ByteBuffer.allocateDirect(2 * TEST_BYTES);
            var unpacked = ByteBuffer.allocateDirect(TEST_BYTES);
            if (!its.pack(plain.duplicate(), packed)) {
                return false;
            }
            java.decode(packed.flip(), unpacked);
            boolean same = unpacked.flip().equals(plain);
            java.encode(plain.duplicate(), packed.clear());
            return same
                    && its.unpack(packed.flip(), unpacked.clear())
                    && unpacked.flip().equals(plain);
        } catch (BlockException damaged) {
            return false;
        }
    }
}
