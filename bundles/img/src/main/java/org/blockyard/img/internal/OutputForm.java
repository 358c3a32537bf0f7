package org.blockyard.img.internal;

/** The value of {@code --output}. */
final class OutputForm {
    private OutputForm() {}

    /** Whether JSON is wanted. */
    static boolean json(CommandLine line) throws UsageException {
        var form = line.value("output").orElse("human");
        return switch (form) {
            case "human" -> false;
            case "json" -> true;
            default -> throw line.usage("--output expects 'human' or 'json' not '" + form + "'");
        };
    }
}
