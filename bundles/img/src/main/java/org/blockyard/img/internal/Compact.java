package org.blockyard.img.internal;

import java.io.IOException;
import java.util.List;
import org.blockyard.cli.CommandLine;
import org.blockyard.cli.Flag;
import org.blockyard.cli.UsageException;
import org.blockyard.driver.Compacting;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/** {@code img compact}: makes an image smaller where it is. */
final class Compact implements Subcommand {
    @Override
    public String name() {
        return "compact";
    }

    @Override
    public String purpose() {
        return "Give up space of zeroes and what nothing refers to, without a copy of the image";
    }

    @Override
    public String operands() {
        return "FILENAME";
    }

    @Override
    public List<Flag> flags() {
        return List.of(Flags.QUIET, Flags.PROGRESS, Flags.FORMAT, Flags.IMAGE_OPTS, Flags.OBJECT);
    }

    @Override
    public int run(CommandLine line, Session session) throws IOException, UsageException {
        var name = Usage.operands(line, 1, 1, "Expecting one image file name").getFirst();
        var node = session.images().open(Images.subject(name, line));
        if (!node.has(Compacting.class)) {
            throw new BlockException(
                    ErrorKind.UNSUPPORTED, "This image format can't be compacted in place");
        }
        var user = session.images().writer(node);
        var progress = ProgressLine.of(line, session.out(), name());
        boolean done = false;
        try {
            user.node()
                    .with(
                            Compacting.class,
                            image -> {
                                image.compact(progress);
                                return true;
                            });
            done = true;
        } finally {
            if (done) {
                progress.end();
            } else {
                progress.stop();
            }
        }
        if (!line.has(Flags.QUIET)) {
            session.out().println("Image compacted.");
        }
        return 0;
    }
}
