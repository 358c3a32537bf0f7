package org.blockyard.commands.node;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.blockyard.commands.kit.Trees;
import org.blockyard.driver.Creating;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.job.JobControl;
import org.blockyard.job.JobRequest;
import org.blockyard.monitor.CommandContext;
import org.blockyard.option.ReadMode;
import org.blockyard.platform.Platform;

/** {@code blockdev-create}: options are checked at once, the image is made by a job. */
final class ImageCreation {
    private ImageCreation() {}

    static void start(Map<String, Object> tree, CommandContext context) throws IOException {
        var rest = new LinkedHashMap<>(tree);
        var id = Trees.text(Trees.take(rest, "job-id"), "job-id");
        var options = Trees.object(Trees.take(rest, "options"), "options");
        Trees.requireEmpty(rest);
        var platform = context.platform();
        check(options, platform);
        platform.jobs()
                .start(
                        new JobRequest(id, "create", true, false),
                        control -> create(options, platform, control));
    }

    private static void create(Map<String, Object> options, Platform platform, JobControl control)
            throws IOException {
        control.pausePoint();
        platform.graph().create(options, control);
        // for drivers that do not tell how far they are, and for clients that wait for done = total
        control.update(1, 1);
    }

    private static void check(Map<String, Object> options, Platform platform)
            throws BlockException {
        var own = new LinkedHashMap<>(options);
        var name = own.remove("driver");
        if (name == null) {
            throw new BlockException(
                    ErrorKind.INVALID_OPTION, "Parameter 'options.driver' is missing");
        }
        var driver =
                platform.graph()
                        .driver(Trees.text(name, "options.driver"))
                        .orElseThrow(
                                () ->
                                        new BlockException(
                                                ErrorKind.INVALID_OPTION,
                                                "Parameter 'options.driver' does not accept value '"
                                                        + name
                                                        + "'"));
        if (!(driver.driver() instanceof Creating<?> creating)) {
            throw new BlockException(
                    ErrorKind.UNSUPPORTED, "Driver does not support blockdev-create");
        }
        creating.createOptions().read(own, ReadMode.JSON);
    }
}
