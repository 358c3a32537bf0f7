package org.blockyard.monitor;

import java.io.IOException;

/**
 * The failure of a command in a class that QMP clients tell from the general one. Every other
 * failure of a command is told as {@code GenericError}, so most commands throw {@link
 * org.blockyard.io.BlockException} alone.
 */
public final class CommandException extends IOException {
    private static final long serialVersionUID = 1L;

    private final ErrorClass errorClass;

    /** The error classes of QMP. */
    public enum ErrorClass {
        /** All that has no class of its own. */
        GENERIC("GenericError"),
        /** There is no such command, or not now. */
        COMMAND_NOT_FOUND("CommandNotFound"),
        /** The device, or the job on it, is not at work. */
        DEVICE_NOT_ACTIVE("DeviceNotActive"),
        /** There is no such device or object. */
        DEVICE_NOT_FOUND("DeviceNotFound");

        private final String word;

        ErrorClass(String word) {
            this.word = word;
        }

        /** The name in QMP. */
        public String word() {
            return word;
        }
    }

    /** A failure of that class, in a sentence for people. */
    public CommandException(ErrorClass errorClass, String sentence) {
        super(sentence);
        this.errorClass = errorClass;
    }

    /** Its class. */
    public ErrorClass errorClass() {
        return errorClass;
    }
}
