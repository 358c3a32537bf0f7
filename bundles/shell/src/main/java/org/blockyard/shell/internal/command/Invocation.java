package org.blockyard.shell.internal.command;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * One call of a command.
 *
 * @param arguments the words after its name
 * @param out where it prints
 * @param viewer who reads that
 */
public record Invocation(List<String> arguments, PrintStream out, Viewer viewer) {
    /** Whether a flag such as {@code --json} is among the arguments. */
    public boolean has(String flag) {
        return arguments.contains(flag);
    }

    /** This call without a flag. */
    public Invocation without(String flag) {
        var rest = new ArrayList<>(arguments);
        rest.remove(flag);
        return new Invocation(List.copyOf(rest), out, viewer);
    }

    /** The only argument. */
    public String only(String what) throws BlockException {
        if (arguments.size() != 1) {
            throw new BlockException(ErrorKind.INVALID_OPTION, "expected " + what);
        }
        return arguments.getFirst();
    }

    /** Complains if there are arguments. */
    public void none() throws BlockException {
        if (!arguments.isEmpty()) {
            throw new BlockException(
                    ErrorKind.INVALID_OPTION, "unexpected argument '" + arguments.getFirst() + "'");
        }
    }
}
