package org.blockyard.shell.internal.session;

import java.io.PrintStream;
import java.util.Optional;
import org.apache.felix.gogo.runtime.CommandNotFoundException;
import org.apache.felix.gogo.runtime.EOFError;
import org.apache.felix.gogo.runtime.Parser;
import org.apache.felix.gogo.runtime.SyntaxError;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;
import org.blockyard.io.BlockException;

/**
 * Runs statements in a session.
 *
 * @param session where they run
 * @param out where results are printed
 * @param err where failures are printed
 */
record Statements(CommandSession session, PrintStream out, PrintStream err) {
    /** How Gogo begins to say that no form of a command takes the arguments. */
    private static final String NOT_COERCED = "Cannot coerce ";

    /** Whether a text is a beginning that more lines must complete. */
    static boolean isIncomplete(String text) {
        try {
            new Parser(text).program();
            return false;
        } catch (EOFError e) {
            return true;
        } catch (SyntaxError e) {
            return false;
        }
    }

    /** Runs a text and prints its result, or why it failed; returns whether it succeeded. */
    boolean run(String text) {
        if (text.isBlank()) {
            return true;
        }
        try {
            var result = session.execute(text);
            if (result != null) {
                out.println(session.format(result, Converter.INSPECT));
            }
            return true;
        } catch (Exception e) {
            err.println("error: " + sentence(e));
            return false;
        } finally {
            out.flush();
            err.flush();
        }
    }

    private static String sentence(Throwable failure) {
        return switch (failure) {
            case BlockException block ->
                    block.sentence() + block.hint().map(hint -> "\n" + hint).orElse("");
            case CommandNotFoundException unknown ->
                    "there is no command '" + unknown.getCommand() + "'";
            case IllegalArgumentException misfit
                    when String.valueOf(misfit.getMessage()).startsWith(NOT_COERCED) ->
                    "these arguments don't fit, or name no bundle that there is ('lb' lists them): "
                            + misfit.getMessage();
            default ->
                    Optional.ofNullable(failure.getMessage())
                            .orElse(failure.getClass().getSimpleName());
        };
    }
}
