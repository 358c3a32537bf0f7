package org.blockyard.job.commit;

import java.io.IOException;
import java.util.Set;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.BlockDriver;
import org.blockyard.driver.ChildRole;
import org.blockyard.driver.DriverKind;
import org.blockyard.driver.OpenContext;
import org.blockyard.job.commit.internal.CommitTop;
import org.blockyard.option.ChildRef;
import org.blockyard.option.Option;
import org.blockyard.option.OptionSchema;
import org.blockyard.platform.Provide;

/**
 * The filter that a commit puts above its top layer: all passes, but nobody above relies on what
 * the layers below the top hold for themselves.
 */
@Provide(services = BlockDriver.class, name = "commit_top")
public final class CommitTopDriver implements BlockDriver<CommitTopDriver.Options> {
    /**
     * Its options.
     *
     * @param file the top layer
     */
    public record Options(@Option("the top layer of what is committed") ChildRef file) {}

    /** The driver. */
    public CommitTopDriver() {}

    @Override
    public String name() {
        return "commit_top";
    }

    @Override
    public DriverKind kind() {
        return DriverKind.FILTER;
    }

    @Override
    public OptionSchema<Options> options() {
        return OptionSchema.of(Options.class);
    }

    @Override
    public BlockDevice open(Options options, OpenContext context) throws IOException {
        return new CommitTop(
                context.child(
                        "file", options.file(), Set.of(ChildRole.FILTERED, ChildRole.PRIMARY)));
    }
}
