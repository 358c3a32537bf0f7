package org.blockyard.commands.node;

import java.util.List;
import java.util.Optional;
import org.blockyard.commands.kit.Action;
import org.blockyard.driver.DriverKind;
import org.blockyard.graph.BlockNode;
import org.blockyard.graph.DriverInfo;
import org.blockyard.graph.NodeState;
import org.blockyard.monitor.ManagementCommand;
import org.blockyard.option.NoOptions;
import org.blockyard.option.Option;
import org.blockyard.option.OptionSchema;

/** Commands that tell about nodes and drivers. */
public final class NodeQueries {
    private NodeQueries() {}

    record Flat(@Option("leave backing images out of images") Optional<Boolean> flat) {}

    record BlockInfo(
            @Option("name of the device") String device,
            @Option("kind of device") String type,
            @Option("whether its medium can be removed") boolean removable,
            @Option("whether its medium is locked") boolean locked,
            @Option("its node") Optional<BlockDeviceInfo> inserted) {}

    record Driver(
            @Option("name of the driver") String name,
            @Option("what it is for") DriverKind kind,
            @Option("version of its bundle") String version,
            @Option("symbolic name of its bundle") String bundle,
            @Option("whether new nodes get this one") boolean preferred,
            @Option("what it can do besides opening disks") List<String> abilities) {}

    /** The commands. */
    public static List<ManagementCommand> all() {
        return List.of(
                Action.lists(
                        "query-named-block-nodes",
                        "Tells the nodes, newest first.",
                        Flat.class,
                        BlockDeviceInfo.class,
                        (given, context) ->
                                context.platform().graph().nodes().reversed().stream()
                                        .map(node -> info(node, given.flat().orElse(false)))
                                        .map(OptionSchema.of(BlockDeviceInfo.class)::write)
                                        .toList()),
                Action.lists(
                        "query-block",
                        "Tells the named devices, of which there are none.",
                        NoOptions.class,
                        BlockInfo.class,
                        (none, context) -> List.of()),
                Statistics.command(),
                LatencyBoundaries.command(),
                GraphPicture.command(),
                Action.lists(
                        "x-blockyard-driver-list",
                        "Tells the drivers that are there, of each name the newest first.",
                        NoOptions.class,
                        Driver.class,
                        (none, context) ->
                                context.platform().graph().drivers().stream()
                                        .map(NodeQueries::driver)
                                        .map(OptionSchema.of(Driver.class)::write)
                                        .toList()));
    }

    private static BlockDeviceInfo info(BlockNode node, boolean flat) {
        var description = ImageInfos.describe(node);
        var options = node.options();
        int depth = flat ? 0 : depth(node);
        return new BlockDeviceInfo(
                node.fileName(),
                node.name(),
                node.readOnly(),
                node.driver(),
                node.child("backing").map(BlockNode::fileName),
                depth,
                node.state() != NodeState.INACTIVE,
                description.encrypted(),
                options.detectZeroes(),
                0,
                0,
                0,
                0,
                0,
                0,
                ImageInfos.of(node, description, flat),
                new BlockDeviceInfo.BlockdevCacheInfo(
                        true, options.cacheDirect(), options.cacheNoFlush()),
                BlockDirtyInfo.of(node.dirtyBitmaps()),
                node.writeThreshold(),
                node.state(),
                node.stateReason(),
                node.driverVersion());
    }

    private static int depth(BlockNode node) {
        int depth = 0;
        for (var below = node.child("backing"); below.isPresent(); depth++) {
            below = below.get().child("backing");
        }
        return depth;
    }

    private static Driver driver(DriverInfo info) {
        return new Driver(
                info.name(),
                info.kind(),
                info.version(),
                info.bundle(),
                info.preferred(),
                info.abilities().stream().sorted().toList());
    }
}
