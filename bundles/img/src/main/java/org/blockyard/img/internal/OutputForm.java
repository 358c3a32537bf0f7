package org.blockyard.img.internal;

import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/** The value of {@code --output}. */
final class OutputForm {
    private OutputForm() {}

    /** Whether JSON is wanted. */
    static boolean json(CommandLine line) throws BlockException {
        return switch (line.value("output").orElse("human")) {
            case "human" -> false;
            case "json" -> true;
            default ->
                    throw new BlockException(
                            ErrorKind.INVALID_OPTION,
                            "--output must be used with human or json as argument.");
        };
    }
}
