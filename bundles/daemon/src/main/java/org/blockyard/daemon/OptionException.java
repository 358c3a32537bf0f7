package org.blockyard.daemon;

/** An option that could not be carried out; the message names the option and says why. */
final class OptionException extends Exception {
    private static final long serialVersionUID = 1L;

    OptionException(GivenOption option, String sentence) {
        super(option.shown() + ": " + sentence);
    }
}
