package org.blockyard.img.internal;

import org.blockyard.cli.CommandLine;
import org.blockyard.cli.UsageException;

/** The value of {@code --output}. */
final class OutputForm {
    private OutputForm() {}

    /** Whether JSON is wanted. */
    static boolean json(CommandLine line) throws UsageException {
        var form = line.value(Flags.OUTPUT).orElse("human");
        return switch (form) {
            case "human" -> false;
            case "json" -> true;
            default ->
                    throw Usage.wrong(
                            line, "--output expects 'human' or 'json' not '" + form + "'");
        };
    }
}
