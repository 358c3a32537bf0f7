package org.blockyard.img.internal;

import org.blockyard.cli.Flag;

/** Options that several subcommands have. */
final class Flags {
    static final Flag QUIET = new Flag('q', "quiet", "", "print nothing but errors");
    static final Flag PROGRESS =
            new Flag(
                    'p',
                    "progress",
                    "[json]",
                    "show how far it is, as json for programs; the signal USR1 shows it once");
    static final Flag FORMAT =
            new Flag('f', "format", "FMT", "the image's format; without it, it is probed");
    static final Flag IMAGE_OPTS =
            new Flag(
                    Flag.NO_LETTER,
                    "image-opts",
                    "",
                    "names are option lists (driver=...,file.filename=...)");
    static final Flag FORCE_SHARE =
            new Flag('U', "force-share", "", "open even if another process is writing");
    static final Flag OBJECT =
            new Flag(Flag.NO_LETTER, "object", "OBJDEF", "create an object, such as a secret");
    static final Flag OUTPUT =
            new Flag(Flag.NO_LETTER, "output", "human|json", "form of the output");
    static final Flag READ_CACHE =
            new Flag('T', "cache", "MODE", "cache mode of what is read (writeback)");
    static final Flag CACHE = new Flag('t', "cache", "MODE", "cache mode of the image (writeback)");
    static final Flag PRECISE =
            new Flag(
                    Flag.NO_LETTER,
                    "precise",
                    "",
                    "tell what is known of each part, also where qemu-img takes all for data");
    static final Flag RATE = new Flag('r', "rate", "BYTES", "the most bytes a second");

    private Flags() {}
}
