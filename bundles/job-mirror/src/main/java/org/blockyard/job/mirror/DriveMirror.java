package org.blockyard.job.mirror;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.blockyard.driver.Creating;
import org.blockyard.graph.BlockGraph;
import org.blockyard.graph.BlockNode;
import org.blockyard.graph.DriverInfo;
import org.blockyard.graph.OpenRequest;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.job.kit.BlockJobOptions;
import org.blockyard.monitor.CommandContext;
import org.blockyard.monitor.RecordCommand;
import org.blockyard.option.Option;

/** The command {@code drive-mirror}: mirrors a disk to an image that it makes or opens. */
final class DriveMirror extends RecordCommand<DriveMirror.Arguments> {
    /**
     * Its arguments.
     *
     * @param job of the job
     * @param mirror of the mirror
     * @param target the image's file name
     * @param format the image's format
     * @param nodeName the image's node name
     * @param mode whether the image is made
     * @param unmap whether zeroes give space of the target back
     */
    record Arguments(
            @Option(value = "the job", flat = true) BlockJobOptions job,
            @Option(value = "the mirror", flat = true) MirrorOptions mirror,
            @Option("file name of the target") String target,
            @Option("format of the target; the disk's, or probed, if left out")
                    Optional<String> format,
            @Option("node name of the target; made up if left out") Optional<String> nodeName,
            @Option(value = "whether the target is made", byDefault = "absolute-paths") Mode mode,
            @Option(value = "whether zeroes give space of the target back", byDefault = "true")
                    boolean unmap) {}

    /** Where the target's image comes from. */
    enum Mode {
        /** It is there. */
        EXISTING,
        /** It is made, with the full name of its backing file in it. */
        ABSOLUTE_PATHS
    }

    DriveMirror() {
        super(
                "drive-mirror",
                "Copies a disk that is in use to a new image, or one that is there, and keeps it"
                        + " the same; see blockdev-mirror.",
                Arguments.class);
    }

    @Override
    protected Object run(Arguments given, CommandContext context) throws IOException {
        var platform = context.platform();
        var start = new MirrorStart(platform, given.mirror());
        var source = start.source();
        if (given.mirror().replaces().isPresent() && given.nodeName().isEmpty()) {
            throw new BlockException(
                    ErrorKind.INVALID_OPTION,
                    "a node-name must be provided when replacing a named node of the graph");
        }
        var backing = backing(given, source);
        if (given.mode() == Mode.ABSOLUTE_PATHS) {
            create(given, source, backing, context);
        }
        var request =
                new OpenRequest(Optional.of(given.target()), options(given, source), false, true);
        var target = platform.graph().open(request);
        try {
            start.run(given.job(), source, described(given, target, backing), Optional.empty());
        } catch (Throwable t) {
            discard(target, platform.graph(), t);
            throw t;
        }
        return Map.of();
    }

    private static void discard(BlockNode target, BlockGraph graph, Throwable cause) {
        try {
            if (graph.find(target.name()).isPresent()) {
                graph.remove(target.name());
            }
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    /** The disk that a new target is an overlay of. */
    private static Optional<BlockNode> backing(Arguments given, BlockNode source) {
        return switch (given.mirror().sync()) {
            case NONE -> Optional.of(source);
            case TOP -> Filters.backing(source);
            default -> Optional.empty();
        };
    }

    private static String format(Arguments given, BlockNode source) {
        return given.format().orElseGet(() -> Filters.unfiltered(source).driver());
    }

    private static void create(
            Arguments given, BlockNode source, Optional<BlockNode> backing, CommandContext context)
            throws IOException {
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("size", Long.toString(source.length()));
        if (backing.isPresent()) {
            requireBacking(format(given, source), context);
            options.put("backing_file", backing.get().fileName());
            options.put("backing_fmt", Filters.unfiltered(backing.get()).driver());
        }
        context.platform()
                .graph()
                .create(given.target(), format(given, source), options, (done, total) -> {});
    }

    private static void requireBacking(String format, CommandContext context)
            throws BlockException {
        var driver = context.platform().graph().driver(format).map(DriverInfo::driver);
        if (driver.isPresent()
                && driver.get() instanceof Creating<?> maker
                && maker.createOptions().fields().stream()
                        .noneMatch(field -> field.name().equals("backing-file"))) {
            throw new BlockException(
                    ErrorKind.UNSUPPORTED,
                    "Backing file not supported for file format '" + format + "'");
        }
    }

    private static Map<String, Object> options(Arguments given, BlockNode source) {
        Map<String, Object> options = new LinkedHashMap<>();
        if (given.mode() == Mode.ABSOLUTE_PATHS) {
            options.put("driver", format(given, source));
        } else {
            given.format().ifPresent(format -> options.put("driver", format));
        }
        given.nodeName().ifPresent(name -> options.put("node-name", name));
        options.put("discard", given.unmap() ? "unmap" : "ignore");
        return options;
    }

    private static MirrorTarget described(
            Arguments given, BlockNode target, Optional<BlockNode> backing) {
        boolean made = given.mode() == Mode.ABSOLUTE_PATHS;
        Optional<TargetBacking> later =
                !made
                        ? Optional.of(TargetBacking.ITS_OWN)
                        : backing.map(
                                node ->
                                        given.mirror().sync() == MirrorSync.NONE
                                                ? TargetBacking.THE_SOURCE
                                                : TargetBacking.THE_SOURCES);
        return new MirrorTarget(target, true, made, later);
    }
}
