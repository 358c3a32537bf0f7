package org.blockyard.nbd.internal;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * Another NBD server, as far as its list of exports goes. What it sends is bounded before it is
 * believed.
 */
final class RemoteServer implements AutoCloseable {
    private static final long NBD_MAGIC = 0x4e42444d41474943L;
    private static final long OPTION_MAGIC = 0x49484156454f5054L;
    private static final long REPLY_MAGIC = 0x3e889045565a9L;
    private static final long OLDSTYLE_MAGIC = 0x420281861253L;
    private static final int OLDSTYLE_PADDING = 124;
    private static final int FIXED_NEWSTYLE = 1;
    private static final int NO_ZEROES = 2;
    private static final int OPT_ABORT = 2;
    private static final int OPT_LIST = 3;
    private static final int OPT_INFO = 6;
    private static final int OPT_GO = 7;
    private static final int OPT_STRUCTURED_REPLY = 8;
    private static final int OPT_LIST_META_CONTEXT = 9;
    private static final int OPT_EXTENDED_HEADERS = 11;
    private static final int REP_ACK = 1;
    private static final int REP_ERR_TLS_REQUIRED = 0x8000_0005;
    private static final int REP_SERVER = 2;
    private static final int REP_INFO = 3;
    private static final int REP_META_CONTEXT = 4;
    private static final int INFO_EXPORT = 0;
    private static final int INFO_DESCRIPTION = 2;
    private static final int INFO_BLOCK_SIZE = 3;
    private static final int MOST_REPLY_DATA = 16 << 10;
    private static final int MOST_EXPORTS = 100_000;

    /** An export of the server. Its flags are 0 if it would not tell of it. */
    record Export(
            String name,
            String description,
            long size,
            int flags,
            int leastBlock,
            int preferredBlock,
            int mostPayload,
            boolean extended,
            List<String> contexts) {
        private Export sized(long newSize, int newFlags) {
            return new Export(
                    name,
                    description,
                    newSize,
                    newFlags,
                    leastBlock,
                    preferredBlock,
                    mostPayload,
                    extended,
                    contexts);
        }

        private Export named(String newName) {
            return new Export(
                    newName,
                    description,
                    size,
                    flags,
                    leastBlock,
                    preferredBlock,
                    mostPayload,
                    extended,
                    contexts);
        }

        private Export described(String text) {
            return new Export(
                    name,
                    text,
                    size,
                    flags,
                    leastBlock,
                    preferredBlock,
                    mostPayload,
                    extended,
                    contexts);
        }

        private Export blocks(int least, int preferred, int most) {
            return new Export(
                    name, description, size, flags, least, preferred, most, extended, contexts);
        }
    }

    private static final Export NOTHING = new Export("", "", 0, 0, 0, 0, 0, false, List.of());

    private record Reply(int type, ByteBuffer data) {}

    private final SocketChannel channel;

    /** The only export of a server that has no names for them: the old style of the protocol. */
    private Optional<Export> oldStyle = Optional.empty();

    RemoteServer(SocketChannel channel) throws IOException {
        this.channel = channel;
        boolean understood = false;
        try {
            greet();
            understood = true;
        } finally {
            if (!understood) {
                channel.close();
            }
        }
    }

    private void greet() throws IOException {
        var greeting = receive(2 * Long.BYTES);
        long magic = greeting.getLong();
        long style = greeting.getLong();
        if (magic == NBD_MAGIC && style == OLDSTYLE_MAGIC) {
            var rest = receive(Long.BYTES + Integer.BYTES + OLDSTYLE_PADDING);
            oldStyle = Optional.of(NOTHING.sized(rest.getLong(), rest.getInt() & 0xffff));
            return;
        }
        if (magic != NBD_MAGIC
                || style != OPTION_MAGIC
                || (receive(Short.BYTES).getShort() & FIXED_NEWSTYLE) == 0) {
            throw malformed("its greeting is not that of a server that lists exports");
        }
        send(ByteBuffer.allocate(Integer.BYTES).putInt(FIXED_NEWSTYLE | NO_ZEROES));
    }

    /** All exports, as far as the server tells of them. */
    List<Export> exports() throws IOException {
        if (oldStyle.isPresent()) {
            return List.of(oldStyle.get());
        }
        boolean extended = ask(OPT_EXTENDED_HEADERS, new byte[0], reply -> {}) == REP_ACK;
        boolean chunks = extended || ask(OPT_STRUCTURED_REPLY, new byte[0], reply -> {}) == REP_ACK;
        var listed = new ArrayList<Export>();
        int end =
                ask(
                        OPT_LIST,
                        new byte[0],
                        reply -> {
                            if (reply.type() == REP_SERVER && listed.size() < MOST_EXPORTS) {
                                listed.add(server(reply.data(), extended));
                            }
                        });
        if (end == REP_ERR_TLS_REQUIRED) {
            throw new BlockException(
                            ErrorKind.DENIED, "TLS negotiation required before option 3 (list)")
                    .hint("Did you forget a valid tls-creds?");
        }
        if (end != REP_ACK) {
            throw malformed(
                    "it does not list its exports (reply " + Integer.toHexString(end) + ")");
        }
        var told = new ArrayList<Export>();
        for (var export : listed) {
            var all = info(export);
            if (chunks) {
                contexts(all);
            }
            told.add(all);
        }
        send(optionHeader(OPT_ABORT, 0));
        return told;
    }

    private static Export server(ByteBuffer data, boolean extended) {
        var name = text(data, data.getInt());
        return new Export(
                name, text(data, data.remaining()), 0, 0, 0, 0, 0, extended, new ArrayList<>());
    }

    /**
     * Begins to use an export, with simple replies. The connection carries its requests from then
     * on, and is the caller's.
     */
    Export go(String name) throws IOException {
        var told = new Export[] {NOTHING.named(name)};
        int end = info(OPT_GO, told);
        if (end != REP_ACK) {
            throw malformed("it does not serve '" + name + "' (" + Integer.toHexString(end) + ")");
        }
        return told[0];
    }

    private Export info(Export export) throws IOException {
        var told = new Export[] {export};
        info(OPT_INFO, told);
        return told[0];
    }

    /** Asks for all about an export, completes it, and returns the type of the last reply. */
    private int info(int option, Export[] told) throws IOException {
        var name = told[0].name().getBytes(StandardCharsets.UTF_8);
        var data =
                ByteBuffer.allocate(Integer.BYTES + name.length + 3 * Short.BYTES)
                        .putInt(name.length)
                        .put(name);
        data.putShort((short) 2)
                .putShort((short) INFO_DESCRIPTION)
                .putShort((short) INFO_BLOCK_SIZE);
        return ask(
                option,
                data.array(),
                reply -> {
                    if (reply.type() == REP_INFO) {
                        told[0] = with(told[0], reply.data());
                    }
                });
    }

    private static Export with(Export export, ByteBuffer info) {
        return switch (info.getShort()) {
            case INFO_EXPORT -> export.sized(info.getLong(), info.getShort() & 0xffff);
            case INFO_DESCRIPTION -> export.described(text(info, info.remaining()));
            case INFO_BLOCK_SIZE -> export.blocks(info.getInt(), info.getInt(), info.getInt());
            default -> export;
        };
    }

    private void contexts(Export export) throws IOException {
        var name = export.name().getBytes(StandardCharsets.UTF_8);
        var data =
                ByteBuffer.allocate(2 * Integer.BYTES + name.length)
                        .putInt(name.length)
                        .put(name)
                        .putInt(0);
        ask(
                OPT_LIST_META_CONTEXT,
                data.array(),
                reply -> {
                    if (reply.type() == REP_META_CONTEXT
                            && export.contexts().size() < MOST_EXPORTS) {
                        reply.data().getInt();
                        export.contexts().add(text(reply.data(), reply.data().remaining()));
                    }
                });
    }

    /** Asks and returns the type of the last reply. */
    private int ask(int option, byte[] data, Consumer<Reply> taker) throws IOException {
        send(optionHeader(option, data.length).put(data));
        while (true) {
            var header = receive(20);
            if (header.getLong() != REPLY_MAGIC || header.getInt() != option) {
                throw malformed("it answers what it was not asked");
            }
            int type = header.getInt();
            int length = header.getInt();
            if (length < 0 || length > MOST_REPLY_DATA) {
                throw malformed("a reply of " + Integer.toUnsignedString(length) + " bytes");
            }
            var reply = new Reply(type, receive(length));
            if (type == REP_ACK || type < 0) {
                return type;
            }
            try {
                taker.accept(reply);
            } catch (RuntimeException e) {
                throw malformed("a reply is shorter than it should be");
            }
        }
    }

    private static ByteBuffer optionHeader(int option, int length) {
        return ByteBuffer.allocate(16 + length).putLong(OPTION_MAGIC).putInt(option).putInt(length);
    }

    private static String text(ByteBuffer data, int length) {
        if (length < 0 || length > data.remaining()) {
            throw new IllegalArgumentException("a string is longer than its message");
        }
        var bytes = new byte[length];
        data.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private void send(ByteBuffer bytes) throws IOException {
        bytes.flip();
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private ByteBuffer receive(int count) throws IOException {
        var bytes = ByteBuffer.allocate(count);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes) < 0) {
                throw new EOFException("the server closed the connection");
            }
        }
        return bytes.flip();
    }

    private static BlockException malformed(String what) {
        return new BlockException(
                ErrorKind.INVALID_FORMAT, "the server is not understood: " + what);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
