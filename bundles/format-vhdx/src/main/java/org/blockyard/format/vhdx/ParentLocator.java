package org.blockyard.format.vhdx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.blockyard.format.kit.ParentName;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * Which image is the parent and where it is ([MS-VHDX] 2.6.2.6): names and values. Little-endian.
 *
 * @param entries the values by their names
 */
record ParentLocator(Map<String, String> entries) {
    /** The most bytes that are read and written; a path has 32767 characters at most. */
    static final int MOST_BYTES = 256 << 10;

    private static final UUID TYPE = UUID.fromString("B04AEFB7-D19E-4A81-B789-25B8E9445913");
    private static final int COUNT_AT = 18;
    private static final int HEAD = 20;
    private static final int ENTRY = 12;
    private static final int VALUE_AT = 4;
    private static final int KEY_LENGTH_AT = 8;
    private static final int VALUE_LENGTH_AT = 10;

    /** There are five names; each value may take 64 KiB, and values may lie one over the other. */
    private static final int MOST_ENTRIES = 64;

    private static final int MOST_CHARACTERS = 0xffff / Character.BYTES;

    private static final String LINKAGE = "parent_linkage";
    private static final String SECOND_LINKAGE = "parent_linkage2";
    private static final String RELATIVE = "relative_path";
    private static final String ABSOLUTE = "absolute_win32_path";
    private static final String ON_VOLUME = "volume_path";

    /** The locator of a parent of that name, which holds what it does under that mark. */
    static ParentLocator of(String name, UUID mark) throws BlockException {
        var path = ParentName.toWindows(name);
        if (path.length() > MOST_CHARACTERS) {
            throw new BlockException(ErrorKind.OUT_OF_RANGE, "the parent's name is too long");
        }
        var entries = new LinkedHashMap<String, String>();
        entries.put(LINKAGE, text(mark));
        entries.put(ParentName.isAbsolute(name) ? ABSOLUTE : RELATIVE, path);
        return new ParentLocator(entries);
    }

    /** The locator in a buffer. */
    static ParentLocator read(ByteBuffer bytes) throws BlockException {
        if (bytes.limit() < HEAD || !Guids.read(bytes, 0).equals(TYPE)) {
            throw new BlockException(
                    ErrorKind.UNSUPPORTED,
                    "the VHDX parent locator is of a kind that is not known");
        }
        int count = bytes.getShort(COUNT_AT) & 0xffff;
        if (count > MOST_ENTRIES || HEAD + count * ENTRY > bytes.limit()) {
            throw wrong("the VHDX parent locator is malformed");
        }
        var entries = new LinkedHashMap<String, String>();
        for (int at = HEAD; at < HEAD + count * ENTRY; at += ENTRY) {
            var key = string(bytes, bytes.getInt(at), bytes.getShort(at + KEY_LENGTH_AT));
            var value =
                    string(
                            bytes,
                            bytes.getInt(at + VALUE_AT),
                            bytes.getShort(at + VALUE_LENGTH_AT));
            if (entries.put(key, value) != null) {
                throw wrong("the VHDX parent locator has " + key + " twice");
            }
        }
        return new ParentLocator(entries);
    }

    private static String string(ByteBuffer bytes, int offset, short size) throws BlockException {
        int length = size & 0xffff;
        if (offset < 0 || offset > bytes.limit() - length) {
            throw wrong("a string lies outside of the VHDX parent locator");
        }
        var text = new byte[length];
        bytes.get(offset, text);
        return new String(text, StandardCharsets.UTF_16LE);
    }

    /** Its bytes, to be written. */
    ByteBuffer bytes() {
        int size = HEAD + entries.size() * ENTRY;
        for (var entry : entries.entrySet()) {
            size += (entry.getKey().length() + entry.getValue().length()) * Character.BYTES;
        }
        var bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        Guids.write(bytes, 0, TYPE);
        bytes.putShort(COUNT_AT, (short) entries.size());
        int at = HEAD;
        bytes.position(HEAD + entries.size() * ENTRY);
        for (var entry : entries.entrySet()) {
            put(bytes, at, KEY_LENGTH_AT, entry.getKey());
            put(bytes, at + VALUE_AT, VALUE_LENGTH_AT - VALUE_AT, entry.getValue());
            at += ENTRY;
        }
        return bytes.flip();
    }

    /** Puts a string where the buffer stands, and enters it. */
    private static void put(ByteBuffer bytes, int offsetAt, int lengthBehind, String text) {
        var encoded = text.getBytes(StandardCharsets.UTF_16LE);
        bytes.putInt(offsetAt, bytes.position())
                .putShort(offsetAt + lengthBehind, (short) encoded.length)
                .put(encoded);
    }

    /** The parent's name, if it has one, by the rules of this system. */
    Optional<String> fileName() {
        for (var key : new String[] {RELATIVE, ABSOLUTE, ON_VOLUME}) {
            var path = entries.getOrDefault(key, "");
            if (!path.isEmpty()) {
                return Optional.of(ParentName.fromWindows(path));
            }
        }
        return Optional.empty();
    }

    /** The mark of what the parent held; none if that is not known. */
    Optional<UUID> mark() throws BlockException {
        var mark = parse(entries.getOrDefault(LINKAGE, ""));
        return mark.equals(Guids.NONE) ? Optional.empty() : Optional.of(mark);
    }

    /** Whether a parent whose data have that mark is the one. */
    boolean fits(UUID found) throws BlockException {
        var mark = mark();
        var second = entries.get(SECOND_LINKAGE);
        return mark.isEmpty()
                || mark.get().equals(found)
                || second != null && parse(second).equals(found);
    }

    /** This locator of a parent whose data have another mark now. */
    ParentLocator withMark(UUID mark) {
        var changed = new LinkedHashMap<>(entries);
        changed.put(LINKAGE, text(mark));
        changed.remove(SECOND_LINKAGE);
        return new ParentLocator(changed);
    }

    private static UUID parse(String text) throws BlockException {
        try {
            return UUID.fromString(text.replace("{", "").replace("}", ""));
        } catch (IllegalArgumentException e) {
            throw wrong("the VHDX parent locator links to '" + text + "', which is no identifier");
        }
    }

    private static String text(UUID mark) {
        return "{" + mark + "}";
    }

    private static BlockException wrong(String sentence) {
        return new BlockException(ErrorKind.INVALID_FORMAT, sentence);
    }
}
