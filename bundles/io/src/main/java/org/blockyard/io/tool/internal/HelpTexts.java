package org.blockyard.io.tool.internal;

/** What {@code help COMMAND} says below the synopsis. */
final class HelpTexts {
    private static final String READ =
            """
             Reads bytes and prints how many and how quickly. For example:
             'read -v 512 1k' shows 1 KiB that begins at byte 512
             -b, -- from the saved machine state, not from the disk
             -C, -- figures for programs
             -l, -- with -P: how much to compare
             -p, -- accepted without effect
             -P, -- fail unless all bytes are this one
             -q, -- no figures
             -r, -- accepted without effect
             -s, -- with -P: where to begin to compare
             -v, -- show the bytes
            """;
    private static final String READ_MANY =
            """
             Reads several pieces that follow each other. For example:
             'NAME -v 512 1k 1k' shows 2 KiB that begin at byte 512
             -C, -- figures for programs
             -P, -- fail unless all bytes are this one
             -q, -- no figures
             -r, -- accepted without effect
             -v, -- show the bytes
            """;
    private static final String WRITE =
            """
             Writes bytes, 0xcd unless told otherwise, and prints how many and how quickly. For example:
             'write -P 7 512 1k' fills 1 KiB that begins at byte 512
             -b, -- to the saved machine state, not to the disk
             -c, -- compressed
             -C, -- figures for programs
             -f, -- on stable storage before it ends
             -n, -- with -z: fail if that takes writing zeroes
             -p, -- accepted without effect
             -P, -- this byte
             -q, -- no figures
             -r, -- accepted without effect
             -s, -- the bytes of this file, again and again
             -u, -- with -z: space may be given back
             -z, -- zeroes
            """;
    private static final String WRITE_MANY =
            """
             Writes several pieces that follow each other. For example:
             'NAME 512 1k 1k' fills 2 KiB that begin at byte 512
             -C, -- figures for programs
             -f, -- on stable storage before it ends
             -P, -- this byte
             -q, -- no figures
             -r, -- accepted without effect
            """;
    private static final String IN_BACKGROUND =
            """
             -i, -- only say so
             Its result is printed when it is there; 'aio_flush' waits for it.
            """;
    private static final String WRITE_IN_BACKGROUND =
            WRITE_MANY
                    + """
             -u, -- with -z: space may be given back
             -z, -- zeroes
            """
                    + IN_BACKGROUND;
    private static final String DISCARD =
            """
             Gives the space of a range back. For example:
             'discard 512 1k' does so for 1 KiB that begins at byte 512
             -C, -- figures for programs
             -q, -- no figures
            """;
    private static final String OPEN =
            """
             Opens a disk, as the options of the tool do. For example:
             'open -n -o driver=raw /tmp/data' opens it as raw, past the page cache
             -C, -- keep what is read from the backing file
             -d, -- discard: ignore or unmap
             -i, -- threads, native or io_uring
             -k, -- as -i native
             -n, -- as -t none
             -o, -- options of the driver
             -r, -- for reading only
             -s, -- write to a temporary file
             -t, -- cache: none, writeback, writethrough, directsync or unsafe
             -U, -- even if another process is writing
            """;
    private static final String REOPEN =
            """
             Changes how the disk is open. For example:
             'reopen -o lazy-refcounts=on' changes an option of qcow2
             -c, -- cache mode
             -o, -- options of the driver
             -r, -- for reading only
             -w, -- for writing
            """;
    private static final String SIGNAL =
            """
             Sends the tool a signal. For example:
             'sigraise 15' ends it by SIGTERM
            """;

    private HelpTexts() {}

    /** The text for a command; empty if its synopsis says all. */
    static String of(String command) {
        return switch (command) {
            case "read" -> READ;
            case "readv" -> READ_MANY.replace("NAME", command);
            case "aio_read" -> READ_MANY.replace("NAME", command) + IN_BACKGROUND;
            case "write" -> WRITE;
            case "writev" -> WRITE_MANY.replace("NAME", command);
            case "aio_write" -> WRITE_IN_BACKGROUND.replace("NAME", command);
            case "discard" -> DISCARD;
            case "open" -> OPEN;
            case "reopen" -> REOPEN;
            case "sigraise" -> SIGNAL;
            default -> "";
        };
    }
}
