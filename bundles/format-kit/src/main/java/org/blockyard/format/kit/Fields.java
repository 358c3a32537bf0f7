package org.blockyard.format.kit;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.util.UUID;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * A structure of an image: numbers and texts at fixed places, of one byte order. What lies outside
 * of it is a {@link BlockException} of kind {@code INVALID_FORMAT} with the structure's name.
 */
public final class Fields {
    private final String name;
    private final ByteBuffer bytes;

    private Fields(String name, ByteBuffer bytes) {
        this.name = name;
        this.bytes = bytes;
    }

    /** A structure of little-endian numbers; {@code bytes} from position to limit, shared. */
    public static Fields littleEndian(String name, ByteBuffer bytes) {
        return new Fields(name, bytes.slice().order(ByteOrder.LITTLE_ENDIAN));
    }

    /** A structure of big-endian numbers; {@code bytes} from position to limit, shared. */
    public static Fields bigEndian(String name, ByteBuffer bytes) {
        return new Fields(name, bytes.slice().order(ByteOrder.BIG_ENDIAN));
    }

    /** How long it is. */
    public int size() {
        return bytes.capacity();
    }

    /** All of it, ready to be written; shared. */
    public ByteBuffer bytes() {
        return bytes.duplicate().clear();
    }

    /** The unsigned byte at a place. */
    public int u8(int at) throws BlockException {
        return bytes.get(inside(at, 1)) & 0xFF;
    }

    /** The unsigned 16-bit number at a place. */
    public int u16(int at) throws BlockException {
        return bytes.getShort(inside(at, 2)) & 0xFFFF;
    }

    /** The unsigned 32-bit number at a place. */
    public long u32(int at) throws BlockException {
        return bytes.getInt(inside(at, 4)) & 0xFFFF_FFFFL;
    }

    /** The 64 bits at a place, negative if the first is set. */
    public long u64(int at) throws BlockException {
        return bytes.getLong(inside(at, 8));
    }

    /** The 64-bit number at a place, at most {@code most}. */
    public long u64(int at, String what, long most) throws BlockException {
        return inRange(u64(at), what, 0, most);
    }

    /** The 32-bit number at a place, at least {@code least} and at most {@code most}. */
    public long u32(int at, String what, long least, long most) throws BlockException {
        return inRange(u32(at), what, least, most);
    }

    private long inRange(long value, String what, long least, long most) throws BlockException {
        if (value < least || value > most) {
            throw invalid(what + " " + Long.toUnsignedString(value) + " is out of range");
        }
        return value;
    }

    /** Bytes of the structure, copied. */
    public byte[] bytes(int at, int size) throws BlockException {
        inside(at, size);
        var copy = new byte[size];
        bytes.get(at, copy);
        return copy;
    }

    /** The text in a fixed number of bytes, up to the first zero byte. */
    public String text(int at, int size, Charset charset) throws BlockException {
        var all = bytes(at, size);
        int length = 0;
        while (length < size && all[length] != 0) {
            length++;
        }
        return new String(all, 0, length, charset);
    }

    /** The identifier in 16 bytes, in the order in which it is printed. */
    public UUID uuid(int at) throws BlockException {
        inside(at, 16);
        var plain = bytes.duplicate();
        return new UUID(plain.getLong(at), plain.getLong(at + 8));
    }

    /** Sets a byte. */
    public Fields putU8(int at, int value) {
        bytes.put(at, (byte) value);
        return this;
    }

    /** Sets a 16-bit number. */
    public Fields putU16(int at, int value) {
        bytes.putShort(at, (short) value);
        return this;
    }

    /** Sets a 32-bit number. */
    public Fields putU32(int at, long value) {
        bytes.putInt(at, (int) value);
        return this;
    }

    /** Sets a 64-bit number. */
    public Fields putU64(int at, long value) {
        bytes.putLong(at, value);
        return this;
    }

    /** Sets bytes. */
    public Fields putBytes(int at, byte[] value) {
        bytes.put(at, value);
        return this;
    }

    /** Sets an identifier, in the order in which it is printed. */
    public Fields putUuid(int at, UUID value) {
        bytes.duplicate()
                .putLong(at, value.getMostSignificantBits())
                .putLong(at + 8, value.getLeastSignificantBits());
        return this;
    }

    /** A failure that names the structure. */
    public BlockException invalid(String sentence) {
        return new BlockException(ErrorKind.INVALID_FORMAT, name + ": " + sentence);
    }

    private int inside(int at, int size) throws BlockException {
        if (at < 0 || size < 0 || at > bytes.capacity() - size) {
            throw invalid("cut off after " + bytes.capacity() + " bytes");
        }
        return at;
    }
}
