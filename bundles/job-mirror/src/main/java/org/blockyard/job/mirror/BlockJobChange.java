package org.blockyard.job.mirror;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.monitor.CommandContext;
import org.blockyard.monitor.CommandException;
import org.blockyard.monitor.CommandException.ErrorClass;
import org.blockyard.monitor.RecordCommand;
import org.blockyard.option.Option;

/**
 * The command {@code block-job-change}: changes options of a job at work; mirrors alone have some.
 */
final class BlockJobChange extends RecordCommand<BlockJobChange.Arguments> {
    /**
     * Its arguments.
     *
     * @param id the job's id
     * @param type what the job does
     * @param copyMode of a mirror, when guests' writes are copied
     */
    record Arguments(
            @Option("id of the job") String id,
            @Option("what it does; only mirrors have something to change") JobType type,
            @Option("of a mirror: when guests' writes are copied; only to write-blocking")
                    Optional<CopyMode> copyMode) {}

    /** What jobs do. */
    enum JobType {
        /** Merges layers down. */
        COMMIT,
        /** Merges layers up. */
        STREAM,
        /** Keeps a copy the same. */
        MIRROR,
        /** Keeps a moment. */
        BACKUP,
        /** Makes an image. */
        CREATE,
        /** Changes an image. */
        AMEND
    }

    BlockJobChange() {
        super("block-job-change", "Changes options of a job that is at work.", Arguments.class);
    }

    @Override
    protected Object run(Arguments given, CommandContext context) throws IOException {
        if (given.copyMode().isPresent() != (given.type() == JobType.MIRROR)) {
            throw new BlockException(
                    ErrorKind.INVALID_OPTION,
                    "Parameter 'copy-mode' is "
                            + (given.copyMode().isPresent() ? "unexpected" : "missing"));
        }
        requireType(given, context);
        Map<String, Object> options = new LinkedHashMap<>();
        given.copyMode().ifPresent(mode -> options.put("copy-mode", mode.word()));
        context.platform().jobs().change(given.id(), options);
        return Map.of();
    }

    private static void requireType(Arguments given, CommandContext context) throws IOException {
        var job =
                context.platform()
                        .jobs()
                        .find(given.id())
                        .filter(found -> found.block().isPresent())
                        .orElseThrow(
                                () ->
                                        new CommandException(
                                                ErrorClass.DEVICE_NOT_ACTIVE,
                                                "Block job '" + given.id() + "' not found"));
        var type = given.type().name().toLowerCase(Locale.ROOT);
        if (!job.type().equals(type)) {
            throw new BlockException(
                    ErrorKind.INVALID_OPTION,
                    "Job '" + given.id() + "' is a job of type '" + job.type() + "', not " + type);
        }
    }
}
