package org.blockyard.img.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.blockyard.bitmap.BitmapRequest;
import org.blockyard.bitmap.DirtyBitmap;
import org.blockyard.cli.CommandLine;
import org.blockyard.cli.Flag;
import org.blockyard.cli.UsageException;
import org.blockyard.driver.BitmapKeeping;
import org.blockyard.graph.BlockNode;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/** {@code img bitmap}: changes persistent bitmaps, one action after the other as they are given. */
final class Bitmaps implements Subcommand {
    private static final Flag ADD = action("add", "", "add an empty bitmap that records writes");
    private static final Flag REMOVE = action("remove", "", "remove the bitmap");
    private static final Flag CLEAR = action("clear", "", "mark all as clean");
    private static final Flag ENABLE = action("enable", "", "begin to record writes");
    private static final Flag DISABLE = action("disable", "", "stop recording writes");
    private static final Flag MERGE = action("merge", "SOURCE", "mark what is marked in another");
    private static final List<Flag> ACTIONS = List.of(ADD, REMOVE, CLEAR, ENABLE, DISABLE, MERGE);
    private static final Flag GRANULARITY =
            new Flag('g', "granularity", "SIZE", "bytes that a bit stands for, with --add");
    private static final Flag SOURCE_FILE =
            new Flag('b', "source-file", "SRC_FILENAME", "the image with the bitmap for --merge");
    private static final Flag SOURCE_FORMAT =
            new Flag('F', "source-format", "FMT", "that image's format");

    private static Flag action(String name, String value, String doc) {
        return new Flag(Flag.NO_LETTER, name, value, doc);
    }

    @Override
    public String name() {
        return "bitmap";
    }

    @Override
    public String purpose() {
        return "Perform modifications of the persistent bitmap in the image";
    }

    @Override
    public String operands() {
        return "FILENAME BITMAP";
    }

    @Override
    public List<Flag> flags() {
        var all = new ArrayList<>(ACTIONS);
        all.addAll(
                List.of(
                        GRANULARITY,
                        SOURCE_FILE,
                        SOURCE_FORMAT,
                        Flags.FORMAT,
                        Flags.IMAGE_OPTS,
                        Flags.OBJECT));
        return all;
    }

    @Override
    public int run(CommandLine line, Session session) throws IOException, UsageException {
        var actions = new ArrayList<CommandLine.Given>();
        for (var given : line.given()) {
            if (ACTIONS.contains(given.flag())) {
                actions.add(given);
            }
        }
        check(line, actions);
        var granularity = granularity(line);
        var node = session.images().open(Images.subject(line.operands().get(0), line));
        var user = session.images().writer(node);
        var bitmap = line.operands().get(1);
        var source = source(line, session, node);
        try (var lane = user.openLane()) {
            for (var action : actions) {
                try {
                    requireBitmaps(node);
                    act(action, user.node(), bitmap, granularity, source);
                } catch (IOException e) {
                    throw BlockException.of(e)
                            .prefix(
                                    "Operation "
                                            + action.flag().name()
                                            + " on bitmap "
                                            + bitmap
                                            + " failed: ");
                }
            }
            lane.flush();
        }
        BitmapCopy.store(node);
        return 0;
    }

    private static void check(CommandLine line, List<CommandLine.Given> actions)
            throws BlockException {
        refuse(
                actions.isEmpty(),
                "Need at least one of --add, --remove, --clear, --enable, --disable, or --merge");
        refuse(line.has(GRANULARITY) && !line.has(ADD), "granularity only supported with --add");
        refuse(line.has(SOURCE_FORMAT) && !line.has(SOURCE_FILE), "-F only supported with -b");
        refuse(
                line.has(SOURCE_FILE) && !line.has(MERGE),
                "Merge bitmap source file only supported with --merge");
        refuse(line.operands().size() != 2, "Expecting filename and bitmap name");
    }

    private static void refuse(boolean wrong, String sentence) throws BlockException {
        if (wrong) {
            throw Numbers.wrong(sentence);
        }
    }

    private static OptionalLong granularity(CommandLine line) throws BlockException {
        var text = line.value(GRANULARITY);
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        long size = Numbers.size("granularity", text.get());
        return size == 0 ? OptionalLong.empty() : OptionalLong.of(size);
    }

    private static BlockNode source(CommandLine line, Session session, BlockNode node)
            throws IOException {
        if (!line.has(SOURCE_FILE)) {
            return node;
        }
        var wanted =
                Images.fileName(line.value(SOURCE_FILE).orElse(""))
                        .format(line.value(SOURCE_FORMAT))
                        .readOnly();
        var source = session.images().open(wanted);
        return session.images().reader(source).node();
    }

    private static void requireBitmaps(BlockNode node) throws BlockException {
        if (!node.has(BitmapKeeping.class)) {
            throw new BlockException(
                    ErrorKind.UNSUPPORTED,
                    "Can't store persistent bitmaps to "
                            + node.name()
                            + ": Operation not supported");
        }
    }

    private static void act(
            CommandLine.Given action,
            BlockNode node,
            String bitmap,
            OptionalLong granularity,
            BlockNode source)
            throws IOException {
        var bitmaps = node.dirtyBitmaps();
        switch (action.flag().name()) {
            case "add" -> bitmaps.add(new BitmapRequest(bitmap, checked(granularity), true, true));
            case "remove" -> bitmaps.remove(bitmap);
            case "enable" -> bitmaps.require(bitmap).recording(true);
            case "disable" -> bitmaps.require(bitmap).recording(false);
            case "clear" -> modifiable(bitmaps.require(bitmap)).bits().clear();
            default -> {
                var into = modifiable(bitmaps.require(bitmap));
                requireBitmaps(source);
                var from = source.dirtyBitmaps().require(action.value());
                from.requireUsable();
                into.bits().add(from.bits());
            }
        }
    }

    private static DirtyBitmap modifiable(DirtyBitmap bitmap) throws BlockException {
        bitmap.requireModifiable();
        return bitmap;
    }

    private static OptionalLong checked(OptionalLong granularity) throws BlockException {
        long value = granularity.orElse(512);
        refuse(
                value < 512 || Long.bitCount(value) != 1,
                "Granularity must be power of 2 and at least 512");
        return granularity;
    }
}
