package org.blockyard.codec;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.io.BlockException;

/**
 * Deflate by libdeflate where the machine has it, else by the JDK. What the library does not take,
 * as data that go on behind what is wanted of them, the JDK does, which then tells what is wrong.
 */
final class QuickDeflateCodec implements Codec {
    private final DeflateCodec java;
    private final int level;
    private final boolean raw;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile Optional<LibdeflateStates> quick = Optional.empty();
    private volatile boolean sought;

    QuickDeflateCodec(int level, boolean raw) {
        this.java = new DeflateCodec(level, raw);
        this.level = level;
        this.raw = raw;
    }

    @Override
    public String name() {
        return java.name();
    }

    /** The library, looked for when it is first needed: most images hold nothing packed. */
    private Optional<LibdeflateStates> quick() {
        if (!sought) {
            lock.lock();
            try {
                if (!sought) {
                    quick =
                            Libdeflate.here()
                                    .map(
                                            it ->
                                                    new LibdeflateStates(
                                                            it, raw ? it.raw() : it.zlib(), level));
                    sought = true;
                }
            } finally {
                lock.unlock();
            }
        }
        return quick;
    }

    @Override
    public void decode(ByteBuffer source, ByteBuffer target) throws BlockException {
        boolean done =
                source.isDirect()
                        && target.isDirect()
                        && quick().filter(states -> states.unpack(source, target)).isPresent();
        if (!done) {
            java.decode(source, target);
        }
    }

    @Override
    public boolean encode(ByteBuffer source, ByteBuffer target) {
        if (source.isDirect() && target.isDirect()) {
            var states = quick();
            if (states.isPresent()) {
                return states.get().pack(source, target);
            }
        }
        return java.encode(source, target);
    }

    @Override
    public void close() {
        quick.ifPresent(LibdeflateStates::close);
        java.close();
    }
}
