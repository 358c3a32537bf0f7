package org.blockyard.crypto.cipher;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.posix.NativeCaller;

/** AES in XTS mode by libcrypto, sector after sector. One thread at a time. */
final class LibcryptoXts implements SectorWorker {
    private static final int SECTOR = SectorCipher.SECTOR;

    /** What heap buffers go through. */
    private static final int BOUNCE = 16 << 10;

    private final LibcryptoContext encryption;
    private final LibcryptoContext decryption;
    private final long numberMask;
    private Optional<ByteBuffer> bounce = Optional.empty();

    private LibcryptoXts(
            LibcryptoContext encryption, LibcryptoContext decryption, IvGenerator numbers) {
        this.encryption = encryption;
        this.decryption = decryption;
        this.numberMask = numbers == IvGenerator.PLAIN ? 0xffffffffL : -1;
    }

    /** What works with a key, or nothing if the library does not take it. */
    static Optional<SectorWorker> of(Libcrypto library, CipherSuite suite, byte[] key) {
        var encryption = LibcryptoContext.of(library, suite.algorithm(), key, true);
        var decryption = LibcryptoContext.of(library, suite.algorithm(), key, false);
        if (encryption.isPresent() && decryption.isPresent()) {
            return Optional.of(
                    new LibcryptoXts(encryption.get(), decryption.get(), suite.ivGenerator()));
        }
        encryption.ifPresent(LibcryptoContext::close);
        decryption.ifPresent(LibcryptoContext::close);
        return Optional.empty();
    }

    @Override
    public void run(ByteBuffer from, ByteBuffer to, long firstSector, boolean encrypt)
            throws BlockException {
        var context = encrypt ? encryption : decryption;
        if (from.isDirect() && to.isDirect()) {
            direct(context, from, to, firstSector);
            return;
        }
        var memory = bounce.orElseGet(() -> ByteBuffer.allocateDirect(BOUNCE));
        bounce = Optional.of(memory);
        for (long sector = firstSector; from.hasRemaining(); ) {
            int length = Math.min(BOUNCE, from.remaining());
            memory.clear().put(0, from, from.position(), length).limit(length);
            from.position(from.position() + length);
            direct(context, memory, memory.duplicate(), sector);
            to.put(memory.flip());
            sector += length / SECTOR;
        }
    }

    private void direct(LibcryptoContext context, ByteBuffer from, ByteBuffer to, long firstSector)
            throws BlockException {
        int length = from.remaining();
        if (to.remaining() < length) {
            throw new BlockException(
                    ErrorKind.OUT_OF_RANGE, "there is no room for %d bytes".formatted(length));
        }
        long source = NativeCaller.address(from);
        long target = NativeCaller.address(to);
        try {
            for (int at = 0; at < length; at += SECTOR) {
                long number = firstSector + at / SECTOR & numberMask;
                context.sector(number, source + at, target + at);
            }
        } finally {
            Reference.reachabilityFence(from);
            Reference.reachabilityFence(to);
        }
        from.position(from.limit());
        to.position(to.position() + length);
    }

    @Override
    public void close() {
        encryption.close();
        decryption.close();
    }
}
