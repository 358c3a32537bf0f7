package org.blockyard.format.dmg;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * The property list of an image: XML of which the data under the key {@code blkx} are looked at. It
 * is read tag by tag, without anything that XML can be made to do: no entity is resolved, no
 * document type read, nothing opened.
 */
final class PropertyList {
    private static final String TABLES = "blkx";
    private static final String DATA = "Data";
    private static final int LONGEST_TAG = 4096;

    private final ByteBuffer text;
    private final ChunkTable into;

    /** A list in these bytes, of which the tables go into that one. */
    PropertyList(ByteBuffer text, ChunkTable into) {
        this.text = text;
        this.into = into;
    }

    void read() throws BlockException {
        var key = "";
        int arrays = 0;
        boolean inTables = false;
        for (var tag = nextTag(); !tag.isEmpty(); tag = nextTag()) {
            switch (tag) {
                case "key" -> key = content();
                case "array" -> {
                    if (inTables) {
                        arrays++;
                    } else if (key.equals(TABLES)) {
                        inTables = true;
                        arrays = 1;
                    }
                }
                case "/array" -> {
                    if (inTables && --arrays == 0) {
                        return;
                    }
                }
                case "data" -> {
                    if (inTables && key.equals(DATA)) {
                        into.add(table());
                    }
                }
                default -> {
                    // strings and numbers say nothing that is needed
                }
            }
        }
        throw damaged("has no end of the tables");
    }

    private static BlockException damaged(String what) {
        return new BlockException(ErrorKind.INVALID_FORMAT, "the property list " + what);
    }

    /** The name of the next tag, with its slash if it is an end; nothing at the end of the text. */
    private String nextTag() throws BlockException {
        if (!skipTo('<')) {
            return "";
        }
        int start = text.position();
        if (text.hasRemaining() && text.get(start) == '!') {
            skipDeclaration();
            return "!";
        }
        if (!skipTo('>')) {
            throw damaged("ends within a tag");
        }
        int end = text.position() - 1;
        if (end - start > LONGEST_TAG) {
            throw damaged("has a tag of more than " + LONGEST_TAG + " bytes");
        }
        var bytes = new byte[end - start];
        text.get(start, bytes);
        var tag = new String(bytes, StandardCharsets.ISO_8859_1).strip();
        int space = tag.indexOf(' ');
        return space > 0 ? tag.substring(0, space) : tag;
    }

    /**
     * Comments end with two dashes; what else begins so with the next bracket, as no list nests.
     */
    private void skipDeclaration() throws BlockException {
        int start = text.position();
        boolean comment = text.remaining() > 2 && text.get(start + 1) == '-';
        while (skipTo('>')) {
            int end = text.position() - 1;
            boolean dashes = text.get(end - 1) == '-' && text.get(end - 2) == '-';
            if (!comment || dashes && end - start >= 5) {
                return;
            }
        }
        throw damaged("ends within a comment");
    }

    private boolean skipTo(char wanted) {
        while (text.hasRemaining()) {
            if (text.get() == wanted) {
                return true;
            }
        }
        return false;
    }

    /** The text up to the next tag. */
    private ByteBuffer raw() {
        int start = text.position();
        int end = skipTo('<') ? text.position() - 1 : text.limit();
        text.position(end);
        return text.slice(start, end - start);
    }

    private String content() throws BlockException {
        var raw = raw();
        if (raw.remaining() > LONGEST_TAG) {
            throw damaged("has a key of more than " + LONGEST_TAG + " bytes");
        }
        return StandardCharsets.UTF_8.decode(raw).toString().strip();
    }

    private ByteBuffer table() throws BlockException {
        try {
            var raw = raw();
            var bytes = new byte[raw.remaining()];
            raw.get(bytes);
            var table = ByteBuffer.wrap(Base64.getMimeDecoder().decode(bytes));
            if (!ChunkTable.isTable(table)) {
                throw damaged("holds data that are no table of chunks");
            }
            return table;
        } catch (IllegalArgumentException notBase64) {
            throw damaged("holds data that are not in base64");
        }
    }
}
