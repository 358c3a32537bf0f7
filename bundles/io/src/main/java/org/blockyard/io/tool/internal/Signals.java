package org.blockyard.io.tool.internal;

import java.io.IOException;
import java.util.List;
import org.blockyard.io.tool.internal.Command.Arguments;

/** The commands that have to do with the process, and those that no driver here can do. */
final class Signals {
    private static final String UNSUPPORTED = ": Operation not supported";

    private Signals() {}

    static void abort(Arguments a, CommandRunner r) throws IOException {
        r.out().flush();
        raise("ABRT");
    }

    static void raise(Arguments a, CommandRunner r) throws IOException, CommandException {
        long number = a.size(0);
        r.out().flush();
        raise(Long.toString(number));
    }

    /**
     * Sends this process a signal. It is sent from outside: Java can't, and takes some for itself.
     */
    private static void raise(String signal) throws IOException {
        var self = Long.toString(ProcessHandle.current().pid());
        var command = List.of("sh", "-c", "kill -\"$0\" \"$1\"", signal, self);
        try {
            int status = new ProcessBuilder(command).inheritIO().start().waitFor();
            if (status != 0) {
                throw new IOException("kill ended with " + status);
            }
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
    }

    static void pause(Arguments a, CommandRunner r) throws IOException, CommandException {
        try {
            long millis = Long.parseLong(a.operand(0));
            if (millis >= 0) {
                // the command's purpose is to wait
                Thread.sleep(millis);
                return;
            }
        } catch (NumberFormatException e) {
            // said below
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
        throw new CommandException(a.operand(0) + " is not a valid number");
    }

    /** No driver stops requests at breakpoints. */
    static void noBreakpoints(String what) throws CommandException {
        throw new CommandException(what + UNSUPPORTED);
    }

    /** No driver has zones. */
    static void noZones(Arguments a, String what) throws CommandException {
        for (int i = 0; i < a.operands().size(); i++) {
            a.size(i);
        }
        throw new CommandException(what + UNSUPPORTED);
    }
}
