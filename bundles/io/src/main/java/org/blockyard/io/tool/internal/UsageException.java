package org.blockyard.io.tool.internal;

/** A command with options that it does not take so: its synopsis is to be shown. */
final class UsageException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What is wrong; may be empty where the synopsis says it all. */
    UsageException(String sentence) {
        super(sentence);
    }
}
