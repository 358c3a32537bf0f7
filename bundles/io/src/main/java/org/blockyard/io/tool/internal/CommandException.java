package org.blockyard.io.tool.internal;

/** A command that was used wrongly, or whose check failed. */
final class CommandException extends Exception {
    private static final long serialVersionUID = 1L;

    CommandException(String sentence) {
        super(sentence);
    }
}
