package org.blockyard.commands.bitmap;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.blockyard.commands.kit.Action;
import org.blockyard.commands.kit.Types;
import org.blockyard.monitor.CommandContext;
import org.blockyard.monitor.ManagementCommand;
import org.blockyard.monitor.TransactionAction;
import org.blockyard.option.OptionSchema;
import org.blockyard.platform.LazyLogger;

/** The commands on dirty bitmaps. */
public final class BitmapCommands {
    static final System.Logger LOG = LazyLogger.of(BitmapCommands.class);

    private static final List<BitmapAction<?>> ACTIONS =
            List.of(
                    new BitmapAction<>(
                            "block-dirty-bitmap-add",
                            "Adds a dirty bitmap to a node; from then on it tells which parts were written.",
                            Addition.Data.class,
                            Addition.Data::node,
                            Addition::new),
                    named(
                            "block-dirty-bitmap-remove",
                            "Removes a dirty bitmap, from its image too.",
                            Removal::new),
                    named(
                            "block-dirty-bitmap-clear",
                            "Makes all of a dirty bitmap clean.",
                            Clearing::new),
                    named(
                            "block-dirty-bitmap-enable",
                            "Makes a dirty bitmap record writes.",
                            (name, platform) -> new Recording(name, platform, true)),
                    named(
                            "block-dirty-bitmap-disable",
                            "Makes a dirty bitmap record no writes.",
                            (name, platform) -> new Recording(name, platform, false)),
                    new BitmapAction<>(
                            "block-dirty-bitmap-merge",
                            "Makes dirty in a bitmap what is dirty in others, of whatever granularity.",
                            Merging.Data.class,
                            Merging.Data::node,
                            Merging::new));

    private BitmapCommands() {}

    private static BitmapAction<BitmapName> named(
            String name, String doc, BitmapAction.Maker<BitmapName> maker) {
        return new BitmapAction<>(name, doc, BitmapName.class, BitmapName::node, maker);
    }

    /** The actions of transactions. */
    public static List<TransactionAction> actions() {
        return List.copyOf(ACTIONS);
    }

    /** The commands. */
    public static List<ManagementCommand> all() {
        var all = new ArrayList<ManagementCommand>();
        ACTIONS.forEach(action -> all.add(action.command()));
        all.add(
                Action.tells(
                        "x-debug-block-dirty-bitmap-sha256",
                        "Tells a hash of a dirty bitmap's bits, to compare it with another.",
                        BitmapName.class,
                        Types.of(BitmapDigest.class),
                        BitmapCommands::digest));
        return all;
    }

    private static Object digest(BitmapName name, CommandContext context) throws IOException {
        var bits = name.find(context.platform()).bits();
        return OptionSchema.of(BitmapDigest.class).write(BitmapDigest.of(bits));
    }
}
