package org.blockyard.img.internal;

/**
 * An option of a subcommand.
 *
 * @param letter its one-letter form, or 0
 * @param name its long form and the name by which the program asks for it
 * @param value the name of its value, or empty if it takes none
 * @param doc what it does
 */
record Flag(char letter, String name, String value, String doc) {
    static final Flag HELP = new Flag('h', "help", "", "print this help and exit");
    static final Flag QUIET = new Flag('q', "quiet", "", "print nothing but errors");
    static final Flag PROGRESS = new Flag('p', "progress", "", "show how far it is");
    static final Flag FORMAT =
            new Flag('f', "format", "FMT", "the image's format; without it, it is probed");
    static final Flag IMAGE_OPTS =
            new Flag(
                    '\0',
                    "image-opts",
                    "",
                    "names are option lists (driver=...,file.filename=...)");
    static final Flag FORCE_SHARE =
            new Flag('U', "force-share", "", "open even if another process is writing");
    static final Flag OBJECT =
            new Flag('\0', "object", "OBJDEF", "create an object, such as a secret");
    static final Flag OUTPUT = new Flag('\0', "output", "human|json", "form of the output");
    static final Flag SOURCE_CACHE =
            new Flag('T', "source-cache", "MODE", "cache mode of what is read");

    boolean takesValue() {
        return !value.isEmpty();
    }

    String synopsis() {
        var shortForm = letter == 0 ? "" : "-" + letter + ", ";
        return shortForm + "--" + name + (takesValue() ? " " + value : "");
    }
}
