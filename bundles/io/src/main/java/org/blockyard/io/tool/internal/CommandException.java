package org.blockyard.io.tool.internal;

/** A command that was used wrongly, or whose check failed. */
final class CommandException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean result;

    /** A sentence that belongs to the results, on standard output. */
    CommandException(String sentence) {
        this(sentence, true);
    }

    private CommandException(String sentence, boolean result) {
        super(sentence);
        this.result = result;
    }

    /** A sentence that is a complaint, on standard error. */
    static CommandException complaint(String sentence) {
        return new CommandException(sentence, false);
    }

    /** Whether the sentence belongs to the results. */
    boolean result() {
        return result;
    }
}
