package org.blockyard.job.backup;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.blockyard.driver.Progress;
import org.blockyard.graph.BlockGraph;
import org.blockyard.graph.BlockNode;
import org.blockyard.graph.OpenRequest;
import org.blockyard.job.backup.DriveBackupArguments.Mode;
import org.blockyard.job.kit.BackingChain;

/** An image that is made for a backup, or is there, and open as long as the job. */
record ImageTarget(DriveBackupArguments arguments) implements TargetChoice {
    @Override
    public boolean temporary() {
        return true;
    }

    @Override
    public BlockNode node(BlockGraph graph, BlockNode source) throws IOException {
        var backing = backing(source);
        if (arguments.mode() == Mode.ABSOLUTE_PATHS) {
            create(graph, source, backing);
        }
        var request =
                new OpenRequest(
                        Optional.of(arguments.target()), options(source, backing), false, false);
        return graph.open(request);
    }

    /** The disk of which the image holds but a part. */
    private Optional<BlockNode> backing(BlockNode source) {
        return switch (arguments.backup().sync()) {
            case NONE -> Optional.of(source);
            case TOP -> BackingChain.below(BackingChain.skipFilters(source));
            default -> Optional.empty();
        };
    }

    private void create(BlockGraph graph, BlockNode source, Optional<BlockNode> backing)
            throws IOException {
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("size", Long.toString(source.length()));
        if (backing.isPresent()) {
            options.put("backing_file", backing.get().fileName());
            options.put("backing_fmt", BackingChain.skipFilters(backing.get()).driver());
        }
        graph.create(arguments.target(), format(source), options, Progress.NONE);
    }

    private String format(BlockNode source) {
        return arguments.format().orElseGet(() -> BackingChain.skipFilters(source).driver());
    }

    private Map<String, Object> options(BlockNode source, Optional<BlockNode> backing) {
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("discard", "unmap");
        if (arguments.mode() == Mode.ABSOLUTE_PATHS) {
            options.put("driver", format(source));
            backing.ifPresent(node -> options.put("backing", node.name()));
        } else {
            arguments.format().ifPresent(format -> options.put("driver", format));
        }
        return options;
    }
}
