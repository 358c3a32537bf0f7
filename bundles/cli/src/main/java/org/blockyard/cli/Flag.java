package org.blockyard.cli;

/**
 * An option of a program.
 *
 * @param letter its one-letter form, or 0
 * @param name its long form and the name by which the program asks for it; empty if it has none
 * @param value the name of its value, or empty if it takes none; in brackets if it may be left out,
 *     and is then given with {@code =} only
 * @param doc what it does, for help
 */
public record Flag(char letter, String name, String value, String doc) {
    /** The letter of options that have only a long form. */
    public static final char NO_LETTER = '\0';

    /** Help, which every program has. */
    public static final Flag HELP = new Flag('h', "help", "", "print this help and exit");

    /** Whether it is that option, by its forms. */
    public boolean is(Flag other) {
        return letter == other.letter && name.equals(other.name);
    }

    /** Whether a value must follow. */
    public boolean takesValue() {
        return !value.isEmpty() && !mayTakeValue();
    }

    /** Whether a value may follow a {@code =}. */
    public boolean mayTakeValue() {
        return value.startsWith("[");
    }

    /** Its forms as help shows them: {@code -f, --format FMT}. */
    public String synopsis() {
        var form =
                letter == NO_LETTER
                        ? "--" + name
                        : name.isEmpty() ? "-" + letter : "-" + letter + ", --" + name;
        return mayTakeValue()
                ? form + "[=" + value.substring(1)
                : takesValue() ? form + " " + value : form;
    }
}
