package org.blockyard.cli;

/** A command line that can't be understood. */
public final class UsageException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String advice;

    /** A complaint, and the command that would help. */
    public UsageException(String sentence, String advice) {
        super(sentence);
        this.advice = advice;
    }

    /** The complaint. */
    public String sentence() {
        var message = getMessage();
        return message == null ? "" : message;
    }

    /** The command that would help. */
    public String advice() {
        return advice;
    }
}
