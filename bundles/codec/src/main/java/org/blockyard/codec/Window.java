package org.blockyard.codec;

import java.nio.ByteBuffer;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * The output of a decoder that repeats what it has given out before. What is more than the target
 * takes is left out; what comes from before its beginning is an error.
 */
final class Window {
    private final String codec;
    private final ByteBuffer target;
    private final int start;

    Window(String codec, ByteBuffer target) {
        this.codec = codec;
        this.target = target;
        this.start = target.position();
    }

    boolean isFull() {
        return !target.hasRemaining();
    }

    /** Where the next byte goes in the target. */
    int position() {
        return target.position();
    }

    /** The byte that was given out a distance ago. */
    int back(int distance) throws BlockException {
        int at = target.position();
        if (distance <= 0 || distance > at - start) {
            throw damaged();
        }
        return target.get(at - distance) & 0xFF;
    }

    /** Gives out a byte; there is room. */
    void put(int value) {
        target.put((byte) value);
    }

    BlockException damaged() {
        return new BlockException(ErrorKind.CORRUPT, codec + " data are damaged");
    }

    BlockException tooShort() {
        return new BlockException(ErrorKind.CORRUPT, codec + " data end too early");
    }

    /** Gives out so many bytes of the source. */
    void literals(ByteBuffer source, int count) throws BlockException {
        int length = Math.min(count, target.remaining());
        if (source.remaining() < length) {
            throw tooShort();
        }
        target.put(target.position(), source, source.position(), length);
        target.position(target.position() + length);
        source.position(source.position() + length);
    }

    /** Repeats so many bytes that were given out a distance ago; they may overlap. */
    void repeat(int distance, int count) throws BlockException {
        if (count == 0) {
            return;
        }
        int at = target.position();
        if (distance <= 0 || distance > at - start) {
            throw damaged();
        }
        int end = at + Math.min(count, target.remaining());
        for (; at < end; at++) {
            target.put(at, target.get(at - distance));
        }
        target.position(end);
    }
}
