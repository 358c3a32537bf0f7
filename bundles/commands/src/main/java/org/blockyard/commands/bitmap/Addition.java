package org.blockyard.commands.bitmap;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import org.blockyard.bitmap.BitmapRequest;
import org.blockyard.bitmap.DirtyBits;
import org.blockyard.graph.BlockNode;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.monitor.TransactionStep;
import org.blockyard.option.Option;
import org.blockyard.platform.Platform;

/** Adds a bitmap. */
final class Addition implements TransactionStep {
    private final Data data;
    private final Platform platform;

    /** What is to be added. */
    record Data(
            @Option("name of the node") String node,
            @Option("name of the bitmap") String name,
            @Option(
                            value =
                                    "bytes a bit, a power of two of at least 512; the image's cluster size from 4K to"
                                            + " 64K if left out",
                            min = 0,
                            max = 0xFFFF_FFFFL)
                    Optional<Long> granularity,
            @Option("keep it when the node is closed, in its image or a file beside it")
                    Optional<Boolean> persistent,
            @Option("don't record writes at first") Optional<Boolean> disabled) {}

    Addition(Data data, Platform platform) {
        this.data = data;
        this.platform = platform;
    }

    @Override
    public void prepare() throws IOException {
        var granularity = data.granularity().map(OptionalLong::of).orElse(OptionalLong.empty());
        var node = node();
        if (granularity.isPresent() && !possible(granularity.getAsLong())) {
            throw new BlockException(
                    ErrorKind.INVALID_OPTION, "Granularity must be power of 2 and at least 512");
        }
        node.dirtyBitmaps()
                .add(
                        new BitmapRequest(
                                data.name(),
                                granularity,
                                data.persistent().orElse(false),
                                !data.disabled().orElse(false)));
    }

    private static boolean possible(long granularity) {
        return granularity >= DirtyBits.LEAST_GRANULARITY && Long.bitCount(granularity) == 1;
    }

    private BlockNode node() throws BlockException {
        return platform.graph()
                .find(data.node())
                .orElseThrow(
                        () ->
                                new BlockException(
                                        ErrorKind.NOT_FOUND,
                                        "Cannot find device='"
                                                + data.node()
                                                + "' nor node-name='"
                                                + data.node()
                                                + "'"));
    }

    @Override
    public void abort() {
        try {
            node().dirtyBitmaps().remove(data.name());
        } catch (IOException e) {
            BitmapCommands.LOG.log(
                    System.Logger.Level.WARNING,
                    "bitmap '" + data.name() + "' of an aborted transaction stays",
                    e);
        }
    }
}
