package org.blockyard.format.vmdk.internal.layout;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * The text that describes an image: its content's identifier and its parent's, what kind of image
 * it is and which extents it has. What is not understood stays as it is when something is changed.
 */
public final class Descriptor {
    /** The most bytes that one may have. */
    public static final int MOST_BYTES = 1 << 20;

    /** The parent's identifier of an image that has none. */
    public static final long NO_PARENT = 0xFFFF_FFFFL;

    /** The most extents that an image may have. */
    public static final int MOST_EXTENTS = 4096;

    private static final String ID = "CID";
    private static final String PARENT_ID = "parentCID";
    private static final String CREATE_TYPE = "createType";
    private static final String PARENT_NAME = "parentFileNameHint";
    private static final String CYLINDERS = "ddb.geometry.cylinders";
    private static final String HEADS = "ddb.geometry.heads";
    private static final String SECTORS = "ddb.geometry.sectors";

    /** Bytes as characters one by one: what is not changed comes out as it went in. */
    private static final Charset BYTES = StandardCharsets.ISO_8859_1;

    private final String text;

    private Descriptor(String text) {
        this.text = text;
    }

    /** Takes the text from bytes, up to the first zero byte. */
    public static Descriptor of(ByteBuffer bytes) throws BlockException {
        int end = bytes.position();
        while (end < bytes.limit() && bytes.get(end) != 0) {
            end++;
        }
        var descriptor =
                new Descriptor(
                        BYTES.decode(bytes.slice(bytes.position(), end - bytes.position()))
                                .toString());
        descriptor.value(ID).orElseThrow(() -> invalid("invalid VMDK image descriptor"));
        return descriptor;
    }

    /** Makes it of a text. */
    public static Descriptor of(String text) {
        return new Descriptor(new String(text.getBytes(StandardCharsets.UTF_8), BYTES));
    }

    /** The text as bytes of the file. */
    public byte[] bytes() {
        return text.getBytes(BYTES);
    }

    /** The content's identifier. */
    public long id() throws BlockException {
        return hexadecimal(ID).orElseThrow(() -> invalid("invalid VMDK image descriptor"));
    }

    /** The identifier that the parent's content had. */
    public long parentId() throws BlockException {
        return hexadecimal(PARENT_ID).orElse(NO_PARENT);
    }

    /** What kind of image it is. */
    public String createType() throws BlockException {
        return value(CREATE_TYPE).orElseThrow(() -> invalid("invalid VMDK image descriptor"));
    }

    /** The parent's file name as recorded, if there is a parent. */
    public Optional<String> parentName() {
        return value(PARENT_NAME).filter(name -> !name.isEmpty()).map(Descriptor::name);
    }

    /** The extents, in the order in which they make the disk. */
    public List<ExtentLine> extents() throws BlockException {
        var extents = new ArrayList<ExtentLine>();
        for (var line : text.split("\n", -1)) {
            var plain = line.strip();
            if (ExtentLine.isOne(plain)) {
                if (extents.size() == MOST_EXTENTS) {
                    throw invalid("more than " + MOST_EXTENTS + " extents");
                }
                extents.add(ExtentLine.parse(name(plain)));
            }
        }
        return extents;
    }

    /** The same for another content. */
    public Descriptor withId(long id) {
        return with(ID, hexadecimal(id));
    }

    /** The same over another parent, or over none. */
    public Descriptor withParent(long id, Optional<String> name) throws BlockException {
        if (name.isPresent()) {
            requireQuotable("parent's file name", name.get());
        }
        var changed = with(PARENT_ID, hexadecimal(id));
        int old = changed.lineOf(PARENT_NAME);
        if (old >= 0) {
            changed = changed.replaced(old, changed.endOfLine(old), "");
        }
        if (name.isEmpty()) {
            return changed;
        }
        int behind = changed.endOfLine(Math.max(0, changed.lineOf(CREATE_TYPE)));
        return changed.replaced(behind, behind, of(parentLine(name.get())).text);
    }

    /** The same with the extents' lines replaced, one by one. */
    public Descriptor withExtents(List<ExtentLine> extents) {
        var lines = new ArrayList<String>();
        int next = 0;
        for (var line : text.split("\n", -1)) {
            boolean isOne = ExtentLine.isOne(line.strip());
            lines.add(isOne ? of(extents.get(next++).text()).text.stripTrailing() : line);
        }
        return new Descriptor(String.join("\n", lines));
    }

    /** The same with the disk's geometry for another length, as far as one is told. */
    public Descriptor withLength(long bytes) {
        long track = number(HEADS) * number(SECTORS);
        int line = lineOf(CYLINDERS);
        if (line < 0 || track <= 0) {
            return this;
        }
        int from = text.indexOf('=', line) + 1;
        int end = from + text.substring(from, endOfLine(line)).stripTrailing().length();
        return replaced(from, end, " \"" + bytes / SparseHeader.SECTOR / track + "\"");
    }

    /** The value of a key that is a small number, else 0. */
    private long number(String key) {
        return value(key)
                .filter(digits -> digits.matches("[0-9]{1,9}"))
                .map(Long::parseLong)
                .orElse(0L);
    }

    /** The line that names a parent. */
    static String parentLine(String name) {
        return PARENT_NAME + "=\"" + name + "\"\n";
    }

    /** An identifier as it is written. */
    static String hexadecimal(long id) {
        return "%08x".formatted(id);
    }

    /** Refuses what can't stand between quotes in a line. */
    static void requireQuotable(String what, String value) throws BlockException {
        if (value.chars().anyMatch(c -> c == '"' || c < ' ')) {
            throw new BlockException(
                    ErrorKind.INVALID_OPTION,
                    "The " + what + " must not hold quotes or control characters: " + value);
        }
    }

    private Descriptor with(String key, String value) {
        int line = lineOf(key);
        if (line < 0) {
            return replaced(0, 0, key + "=" + value + "\n");
        }
        int from = text.indexOf('=', line) + 1;
        int end = from;
        while (end < text.length() && Character.digit(text.charAt(end), 16) >= 0) {
            end++;
        }
        return replaced(from, end, value);
    }

    private Descriptor replaced(int from, int to, String by) {
        return new Descriptor(text.substring(0, from) + by + text.substring(to));
    }

    private Optional<Long> hexadecimal(String key) throws BlockException {
        var value = value(key);
        if (value.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of((long) Integer.parseUnsignedInt(value.get(), 16) & NO_PARENT);
        } catch (NumberFormatException notOne) {
            throw invalid("invalid VMDK image descriptor: " + key + " is '" + value.get() + "'");
        }
    }

    private Optional<String> value(String key) {
        int line = lineOf(key);
        if (line < 0) {
            return Optional.empty();
        }
        var value = text.substring(text.indexOf('=', line) + 1, endOfLine(line)).strip();
        boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
        return Optional.of(quoted ? value.substring(1, value.length() - 1) : value);
    }

    /** Where the line of a key begins, or -1. */
    private int lineOf(String key) {
        for (int at = 0; at < text.length(); at = endOfLine(at)) {
            int equals = text.indexOf('=', at);
            if (equals < 0) {
                return -1;
            }
            if (equals < endOfLine(at) && text.substring(at, equals).strip().equals(key)) {
                return at;
            }
        }
        return -1;
    }

    /** Behind the end of the line that has a place. */
    private int endOfLine(int at) {
        int end = text.indexOf('\n', at);
        return end < 0 ? text.length() : end + 1;
    }

    /** A name as people write it: the bytes are UTF-8 in all but old images. */
    private static String name(String bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.getBytes(BYTES)))
                    .toString();
        } catch (CharacterCodingException older) {
            return bytes;
        }
    }

    private static BlockException invalid(String sentence) {
        return new BlockException(ErrorKind.INVALID_FORMAT, sentence);
    }
}
