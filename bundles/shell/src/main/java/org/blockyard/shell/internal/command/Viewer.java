package org.blockyard.shell.internal.command;

/** Who reads what a command prints: a person at a terminal, or a program. */
public interface Viewer {
    /** How wide a line may be. */
    int columns();

    /**
     * Waits a while, or until the reader has seen enough: a key, Ctrl-C, the end of the connection.
     *
     * @return whether the command should end
     */
    boolean hasEnough(long millis);
}
