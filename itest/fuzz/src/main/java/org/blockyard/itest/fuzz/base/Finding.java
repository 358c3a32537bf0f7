package org.blockyard.itest.fuzz.base;

/** Something that must not be. */
public final class Finding extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Tells what was found. */
    public Finding(String sentence) {
        super(sentence);
    }

    /** Tells what was found, and where it came from. */
    public Finding(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
