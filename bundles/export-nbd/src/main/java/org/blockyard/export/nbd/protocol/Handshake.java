package org.blockyard.export.nbd.protocol;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.util.Optional;
import org.blockyard.export.nbd.protocol.OptionData.Invalid;
import org.blockyard.io.BlockException;
import org.jspecify.annotations.Nullable;

/**
 * The fixed newstyle handshake with one client: answers its options until it chose a disk or
 * leaves. Whatever it sends, it costs at most a few strings of memory; how long it may take is the
 * caller's to limit by closing the channel.
 */
final class Handshake {
    private static final int OPTION_HEADER = 16;

    private final Inbound inbound;
    private final OptionReplies replies;
    private final Catalogue catalogue;
    private final Client client;
    private boolean noZeroes;
    private Framing framing = Framing.SIMPLE;
    private MetaContexts contexts = MetaContexts.NONE;
    private @Nullable Disk contextsOf;
    private @Nullable Negotiated result;

    Handshake(Inbound inbound, WritableByteChannel channel, Catalogue catalogue, Client client) {
        this.inbound = inbound;
        this.replies = new OptionReplies(channel);
        this.catalogue = catalogue;
        this.client = client;
    }

    /**
     * Runs it.
     *
     * @return what was agreed on, or nothing if the client left without choosing a disk; a disk in
     *     it was entered
     * @throws IOException if the connection is to end without another word
     */
    Optional<Negotiated> run() throws IOException {
        try {
            return negotiate();
        } catch (IOException | RuntimeException e) {
            abandon();
            throw e;
        }
    }

    /** Leaves a disk that was chosen when the client could not be told any more. */
    private void abandon() {
        var agreed = result;
        if (agreed != null) {
            agreed.lane().close();
            agreed.disk().leave(client);
        }
    }

    private Optional<Negotiated> negotiate() throws IOException {
        replies.greet();
        boolean fixed = clientFlags();
        while (result == null) {
            if (!inbound.await(OPTION_HEADER)) {
                return Optional.empty();
            }
            var header = inbound.bytes();
            if (header.getLong() != Wire.OPTION_MAGIC) {
                throw new ProtocolViolation("an option begins with the wrong magic number");
            }
            int option = header.getInt();
            int length = header.getInt();
            if (length < 0 || length > Wire.MAX_OPTION_DATA) {
                throw new ProtocolViolation(
                        "option " + option + " with " + (length & 0xffff_ffffL) + " bytes of data");
            }
            if (!fixed && option != Wire.OPT_EXPORT_NAME) {
                throw new ProtocolViolation("option " + option + " without fixed newstyle");
            }
            if (!answer(option, new OptionData(inbound, length))) {
                return Optional.empty();
            }
        }
        return Optional.ofNullable(result);
    }

    private boolean clientFlags() throws IOException {
        inbound.require(Integer.BYTES);
        int flags = inbound.bytes().getInt();
        if ((flags & ~(Wire.FLAG_FIXED_NEWSTYLE | Wire.FLAG_NO_ZEROES)) != 0) {
            throw new ProtocolViolation("unknown client flags " + Integer.toHexString(flags));
        }
        noZeroes = (flags & Wire.FLAG_NO_ZEROES) != 0;
        return (flags & Wire.FLAG_FIXED_NEWSTYLE) != 0;
    }

    /** Answers one option; false if it was the last. */
    private boolean answer(int option, OptionData data) throws IOException {
        try {
            switch (option) {
                case Wire.OPT_EXPORT_NAME -> exportName(data);
                case Wire.OPT_ABORT -> {
                    data.skipRest();
                    replies.ack(option);
                    return false;
                }
                case Wire.OPT_LIST -> list(data);
                case Wire.OPT_STARTTLS -> {
                    data.requireEnd();
                    replies.error(option, Wire.REP_ERR_POLICY, "TLS is not configured");
                }
                case Wire.OPT_INFO, Wire.OPT_GO -> info(option, data);
                case Wire.OPT_STRUCTURED_REPLY -> structured(data);
                case Wire.OPT_EXTENDED_HEADERS -> {
                    data.requireEnd();
                    framing = Framing.EXTENDED;
                    replies.ack(option);
                }
                case Wire.OPT_LIST_META_CONTEXT, Wire.OPT_SET_META_CONTEXT ->
                        metaContext(option, data);
                default -> {
                    data.skipRest();
                    replies.error(
                            option,
                            Wire.REP_ERR_UNSUP,
                            "unknown option " + (option & 0xffff_ffffL));
                }
            }
        } catch (Invalid e) {
            if (option == Wire.OPT_EXPORT_NAME) {
                throw new ProtocolViolation("an export name that is none: " + e.why());
            }
            data.skipRest();
            replies.error(option, Wire.REP_ERR_INVALID, e.why());
        }
        return true;
    }

    private void exportName(OptionData data) throws IOException, Invalid {
        if (framing == Framing.EXTENDED) {
            throw new ProtocolViolation("EXPORT_NAME after extended headers");
        }
        var disk = catalogue.find(data.string(data.left())).orElse(null);
        if (disk == null || !disk.enter(client)) {
            throw new ProtocolViolation("EXPORT_NAME of an export that is not there");
        }
        var agreed = begin(disk, 1);
        result = agreed;
        replies.oldStyleExport(agreed.size(), flags(disk), !noZeroes);
    }

    private void list(OptionData data) throws IOException, Invalid {
        data.requireEnd();
        for (var disk : catalogue.list()) {
            replies.server(Wire.OPT_LIST, disk.name(), disk.description());
        }
        replies.ack(Wire.OPT_LIST);
    }

    private void structured(OptionData data) throws IOException, Invalid {
        data.requireEnd();
        if (framing == Framing.EXTENDED) {
            replies.error(
                    Wire.OPT_STRUCTURED_REPLY,
                    Wire.REP_ERR_EXT_HEADER_REQD,
                    "extended headers are in use already");
            return;
        }
        framing = Framing.STRUCTURED;
        replies.ack(Wire.OPT_STRUCTURED_REPLY);
    }

    private void info(int option, OptionData data) throws IOException, Invalid {
        var name = data.string(data.u32());
        var wishes = wishes(data);
        var found = catalogue.find(name);
        if (found.isEmpty()) {
            replies.error(
                    option, Wire.REP_ERR_UNKNOWN, "export '" + shown(name) + "' is not there");
            return;
        }
        var disk = found.get();
        int grain = disk.limits().requestAlignment();
        if (option == Wire.OPT_GO) {
            go(disk, name, wishes, wishes.blockSize() ? grain : 1);
            return;
        }
        tell(option, disk, name, disk.size(), wishes, grain);
        if (grain > 1 && !wishes.blockSize()) {
            replies.error(
                    option,
                    Wire.REP_ERR_BLOCK_SIZE_REQD,
                    "requests should be multiples of " + grain);
        } else {
            replies.ack(option);
        }
    }

    private void go(Disk disk, String name, Wishes wishes, int grain) throws IOException {
        if (!disk.enter(client)) {
            replies.error(Wire.OPT_GO, Wire.REP_ERR_SHUTDOWN, "the export is being removed");
            return;
        }
        Negotiated agreed;
        try {
            agreed = begin(disk, grain);
        } catch (BlockException e) {
            replies.error(Wire.OPT_GO, Wire.REP_ERR_POLICY, "the export can't be used now");
            return;
        }
        result = agreed;
        tell(Wire.OPT_GO, disk, name, agreed.size(), wishes, grain);
        replies.ack(Wire.OPT_GO);
    }

    /** Opens the lane of a disk that was entered; on failure the disk is left again. */
    private Negotiated begin(Disk disk, int grain) throws IOException {
        try {
            var usable = disk.equals(contextsOf) ? contexts : MetaContexts.NONE;
            return new Negotiated(disk, disk.openLane(), disk.size(), framing, usable, grain);
        } catch (IOException | RuntimeException e) {
            disk.leave(client);
            throw e;
        }
    }

    private void tell(int option, Disk disk, String name, long size, Wishes wishes, int grain)
            throws IOException {
        if (wishes.name() || !disk.name().equals(name)) {
            replies.infoText(option, Wire.INFO_NAME, disk.name());
        }
        if (wishes.description() && !disk.description().isEmpty()) {
            replies.infoText(option, Wire.INFO_DESCRIPTION, disk.description());
        }
        int preferred = Math.max(4096, grain);
        int most = Math.max(preferred, Math.min(Wire.MAX_PAYLOAD, disk.limits().maxTransfer()));
        replies.infoBlockSize(option, grain, preferred, most);
        replies.infoExport(option, size, flags(disk));
    }

    private void metaContext(int option, OptionData data) throws IOException, Invalid {
        boolean listing = option == Wire.OPT_LIST_META_CONTEXT;
        if (!listing) {
            contexts = MetaContexts.NONE;
            contextsOf = null;
        }
        if (!framing.chunked()) {
            throw new Invalid("metadata contexts need structured replies");
        }
        var name = data.string(data.u32());
        var disk = catalogue.find(name).orElse(null);
        var all = disk == null ? MetaContexts.NONE : MetaContexts.of(disk);
        long queries = data.u32();
        var wanted = MetaContexts.NONE;
        for (long i = 0; i < queries; i++) {
            wanted = wanted.or(all.named(data.string(data.u32()), listing));
        }
        data.requireEnd();
        if (disk == null) {
            replies.error(
                    option, Wire.REP_ERR_UNKNOWN, "export '" + shown(name) + "' is not there");
            return;
        }
        var chosen = listing && queries == 0 ? all : wanted;
        for (var member : chosen.members()) {
            replies.context(option, listing ? 0 : member.id(), member.name());
        }
        if (!listing) {
            contexts = chosen;
            contextsOf = disk;
        }
        replies.ack(option);
    }

    private int flags(Disk disk) {
        int flags =
                Wire.TRANSMISSION_HAS_FLAGS
                        | Wire.TRANSMISSION_FLUSH
                        | Wire.TRANSMISSION_FUA
                        | Wire.TRANSMISSION_CACHE;
        flags |=
                disk.writable()
                        ? Wire.TRANSMISSION_TRIM
                                | Wire.TRANSMISSION_WRITE_ZEROES
                                | Wire.TRANSMISSION_FAST_ZERO
                        : Wire.TRANSMISSION_READ_ONLY;
        flags |= framing.chunked() ? Wire.TRANSMISSION_DF : 0;
        flags |= disk.multiConnection() ? Wire.TRANSMISSION_MULTI_CONN : 0;
        flags |=
                framing == Framing.EXTENDED && !contexts.isEmpty()
                        ? Wire.TRANSMISSION_STATUS_PAYLOAD
                        : 0;
        return flags;
    }

    /** The information items that a client asks for. */
    private record Wishes(boolean name, boolean description, boolean blockSize) {}

    private static Wishes wishes(OptionData data) throws IOException, Invalid {
        boolean name = false;
        boolean description = false;
        boolean blockSize = false;
        for (int count = data.u16(); count > 0; count--) {
            int item = data.u16();
            name |= item == Wire.INFO_NAME;
            description |= item == Wire.INFO_DESCRIPTION;
            blockSize |= item == Wire.INFO_BLOCK_SIZE;
        }
        data.requireEnd();
        return new Wishes(name, description, blockSize);
    }

    /** A name short enough for a message. */
    private static String shown(String name) {
        return name.length() <= 256 ? name : name.substring(0, 256) + "...";
    }
}
