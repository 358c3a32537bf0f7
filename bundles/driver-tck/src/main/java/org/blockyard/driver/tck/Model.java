package org.blockyard.driver.tck;

import java.util.Arrays;
import java.util.BitSet;
import org.blockyard.driver.tck.internal.Rule;

/** What a disk should read as: every byte, but for those that were discarded. */
final class Model {
    private final byte[] bytes;
    private final BitSet unknown;
    private final boolean keepsNothing;

    Model(byte[] bytes, boolean keepsNothing) {
        this(bytes.clone(), new BitSet(), keepsNothing);
    }

    private Model(byte[] bytes, BitSet unknown, boolean keepsNothing) {
        this.bytes = bytes;
        this.unknown = unknown;
        this.keepsNothing = keepsNothing;
    }

    Model copy() {
        return new Model(bytes.clone(), (BitSet) unknown.clone(), keepsNothing);
    }

    int length() {
        return bytes.length;
    }

    void write(int offset, byte[] data) {
        if (!keepsNothing) {
            System.arraycopy(data, 0, bytes, offset, data.length);
        }
        unknown.clear(offset, offset + data.length);
    }

    void zero(int offset, int length) {
        write(offset, new byte[length]);
    }

    /** From now on a range may read as anything. */
    void forget(int offset, int length) {
        if (!keepsNothing) {
            unknown.set(offset, offset + length);
        }
    }

    /** Fails if bytes that were read are not what they should be. */
    void require(Rule rule, int offset, byte[] read, String when) {
        int end = offset + read.length;
        if (unknown.isEmpty() && Arrays.equals(bytes, offset, end, read, 0, read.length)) {
            return;
        }
        for (int i = 0; i < read.length; i++) {
            int at = offset + i;
            if (read[i] != bytes[at] && !unknown.get(at)) {
                throw rule.broken(
                        "%s, byte %d is 0x%02x and should be 0x%02x"
                                .formatted(when, at, read[i] & 0xff, bytes[at] & 0xff));
            }
        }
    }
}
