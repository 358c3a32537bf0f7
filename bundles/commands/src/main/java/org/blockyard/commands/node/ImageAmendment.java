package org.blockyard.commands.node;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockyard.commands.kit.OpenAction;
import org.blockyard.commands.kit.Trees;
import org.blockyard.commands.kit.Types;
import org.blockyard.driver.Amendable;
import org.blockyard.driver.Amending;
import org.blockyard.driver.Progress;
import org.blockyard.graph.BlockNode;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.job.JobControl;
import org.blockyard.job.JobRequest;
import org.blockyard.monitor.CommandContext;
import org.blockyard.monitor.ManagementCommand;
import org.blockyard.option.OptionField;
import org.blockyard.option.OptionSchema;
import org.blockyard.option.OptionType;
import org.blockyard.option.ReadMode;
import org.blockyard.platform.Platform;
import org.jspecify.annotations.Nullable;

/** {@code x-blockdev-amend}: options are checked at once, the image is changed by a job. */
final class ImageAmendment {
    private ImageAmendment() {}

    static ManagementCommand command() {
        return new OpenAction(
                "x-blockdev-amend",
                "Starts a job that changes options with which the image of a node was made. The job is to be dismissed"
                        + " when concluded.",
                ImageAmendment::arguments,
                ImageAmendment::start);
    }

    private static OptionType arguments(Platform platform) {
        var name = new OptionType.Text(Long.MAX_VALUE);
        return new OptionType.Struct(
                "x-blockdev-amend",
                List.of(
                        Types.required("job-id", name, "id of the job"),
                        Types.required("node-name", name, "node whose image is to be changed"),
                        Types.required(
                                "options", NodeOptionsType.amendment(platform), "what to change"),
                        new OptionField(
                                "force",
                                new OptionType.Bool(),
                                false,
                                Optional.of("false"),
                                "do what may lose access to the data, such as erasing the last key",
                                "force",
                                "")));
    }

    private static void start(Map<String, Object> tree, CommandContext context) throws IOException {
        var rest = new LinkedHashMap<>(tree);
        var id = Trees.text(Trees.take(rest, "job-id"), "job-id");
        var name = Trees.text(Trees.take(rest, "node-name"), "node-name");
        var options = new LinkedHashMap<>(Trees.object(Trees.take(rest, "options"), "options"));
        boolean force = force(rest.remove("force"));
        Trees.requireEmpty(rest);
        var platform = context.platform();
        var node =
                platform.graph()
                        .find(name)
                        .orElseThrow(
                                () ->
                                        new BlockException(
                                                ErrorKind.NOT_FOUND,
                                                "Cannot find device='' nor node-name='"
                                                        + name
                                                        + "'"));
        check(node, options, platform);
        platform.jobs()
                .start(
                        new JobRequest(id, "amend", true, false),
                        control -> amend(node, options, force, control));
    }

    private static boolean force(@Nullable Object given) throws BlockException {
        if (given == null || given instanceof Boolean) {
            return Boolean.TRUE.equals(given);
        }
        throw Trees.wrongType("force", "boolean");
    }

    /** Takes the driver out of the options, and checks them as far as they can be without it. */
    private static void check(BlockNode node, Map<String, Object> options, Platform platform)
            throws IOException {
        var name = Trees.text(Trees.take(options, "driver"), "options.driver");
        var driver = platform.graph().driver(name);
        if (driver.isEmpty()) {
            throw new BlockException(
                    ErrorKind.INVALID_OPTION,
                    "Parameter 'options.driver' does not accept value '" + name + "'");
        }
        if (!name.equals(node.driver())) {
            throw new BlockException(
                    ErrorKind.INVALID_OPTION,
                    "x-blockdev-amend doesn't support changing the block driver");
        }
        if (!(driver.get().driver() instanceof Amendable amendable)) {
            throw new BlockException(
                    ErrorKind.UNSUPPORTED, "Driver does not support x-blockdev-amend");
        }
        amendable.amendOptions().read(options, ReadMode.JSON, "options");
    }

    private static void amend(
            BlockNode node, Map<String, Object> options, boolean force, JobControl control)
            throws IOException {
        control.pausePoint();
        node.with(
                Amending.class,
                device -> {
                    amend((Amending<?>) device, options, force, control);
                    return true;
                });
        // for drivers that do not tell how far they are, and for clients that wait for done = total
        control.update(1, 1);
    }

    private static <A extends Record> void amend(
            Amending<A> device, Map<String, Object> options, boolean force, Progress progress)
            throws IOException {
        OptionSchema<A> schema = device.amendOptions();
        device.amend(schema.read(options, ReadMode.JSON), force, progress);
    }
}
