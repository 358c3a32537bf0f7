package org.blockyard.img.internal;

/** A command line that can't be understood. */
final class UsageException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String advice;

    UsageException(String sentence, String advice) {
        super(sentence);
        this.advice = advice;
    }

    /** The command that would help. */
    String advice() {
        return advice;
    }
}
