package org.blockyard.io.tool.internal;

import java.io.IOException;
import org.blockyard.io.tool.internal.Command.Arguments;

/** The commands that begin a transfer and do not wait for it. */
final class Background {
    private Background() {}

    static void read(Arguments a, CommandRunner r)
            throws IOException, CommandException, UsageException {
        if (a.has('i')) {
            r.out().println("injecting invalid read request");
            return;
        }
        var work = Transfer.reading(a, r);
        r.start(work, "aio_read");
    }

    static void write(Arguments a, CommandRunner r) throws IOException, CommandException {
        if (a.has('i')) {
            r.out().println("injecting invalid write request");
            return;
        }
        if (a.has('u') && !a.has('z')) {
            throw new CommandException("-u requires -z to be specified");
        }
        if (a.has('z') && a.operands().size() > 2) {
            throw new CommandException("-z supports only a single length parameter");
        }
        r.start(Transfer.writing(a, r), "aio_write");
    }
}
