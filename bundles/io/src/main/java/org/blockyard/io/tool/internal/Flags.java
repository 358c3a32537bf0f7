package org.blockyard.io.tool.internal;

import java.util.ArrayList;
import java.util.List;
import org.blockyard.cli.Flag;
import org.blockyard.cli.Grammar;

/** The options of the tool, and of its command {@code open}. */
final class Flags {
    static final Flag OBJECT =
            flag(Flag.NO_LETTER, "object", "OBJECTDEF", "create an object, such as a secret");
    static final Flag IMAGE_OPTS = flag(Flag.NO_LETTER, "image-opts", "", "file is an option list");
    static final Flag CMD =
            flag('c', "cmd", "STRING", "run a command (may be given several times)");
    static final Flag FORMAT =
            flag('f', "format", "FMT", "the disk's format; without it, it is probed");
    static final Flag READ_ONLY = flag('r', "read-only", "", "open for reading only");
    static final Flag SNAPSHOT =
            flag('s', "snapshot", "", "write to a temporary file, not to the disk");
    static final Flag NOCACHE = flag('n', "nocache", "", "bypass the page cache, as -t none");
    static final Flag COPY_ON_READ =
            flag('C', "copy-on-read", "", "keep what is read from the backing file");
    static final Flag MISALIGN =
            flag('m', "misalign", "", "accepted; buffers are as aligned as they are");
    static final Flag NATIVE_AIO = flag('k', "native-aio", "", "same as -i native");
    static final Flag AIO = flag('i', "aio", "MODE", "threads, native or io_uring");
    static final Flag CACHE =
            flag('t', "cache", "MODE", "none, writeback, writethrough, directsync or unsafe");
    static final Flag DISCARD = flag('d', "discard", "MODE", "ignore or unmap");
    static final Flag TRACE = flag('T', "trace", "PATTERN", "accepted; there is nothing to trace");
    static final Flag FORCE_SHARE =
            flag('U', "force-share", "", "open even if another process is writing");
    static final Flag VERSION = flag('V', "version", "", "print the version and exit");
    static final Flag OPTIONS = flag('o', "", "OPTIONS", "options of the driver");

    private static final List<Flag> TOOL =
            List.of(
                    OBJECT,
                    IMAGE_OPTS,
                    CMD,
                    FORMAT,
                    READ_ONLY,
                    SNAPSHOT,
                    NOCACHE,
                    COPY_ON_READ,
                    MISALIGN,
                    NATIVE_AIO,
                    AIO,
                    CACHE,
                    DISCARD,
                    TRACE,
                    FORCE_SHARE,
                    Flag.HELP,
                    VERSION);

    private Flags() {}

    private static Flag flag(char letter, String name, String value, String doc) {
        return new Flag(letter, name, value, doc);
    }

    /** What the tool takes. */
    static Grammar tool() {
        return new Grammar("qemu-io", "qemu-io --help", TOOL);
    }

    /** What {@code open} takes. */
    static List<Flag> ofOpen() {
        return List.of(
                READ_ONLY,
                SNAPSHOT,
                COPY_ON_READ,
                NOCACHE,
                NATIVE_AIO,
                FORCE_SHARE,
                CACHE,
                DISCARD,
                OPTIONS,
                AIO,
                MISALIGN);
    }

    /** Options that have only a letter, as getopt writes them: a colon follows one with a value. */
    static List<Flag> ofLetters(String letters) {
        var flags = new ArrayList<Flag>();
        for (int i = 0; i < letters.length(); i++) {
            boolean takesValue = i + 1 < letters.length() && letters.charAt(i + 1) == ':';
            flags.add(flag(letters.charAt(i), "", takesValue ? "VALUE" : "", ""));
            i += takesValue ? 1 : 0;
        }
        return flags;
    }

    /** The text of {@code --help}. */
    static String help() {
        var text = new StringBuilder("Usage: qemu-io [OPTIONS]... [-c STRING]... [file]\n\n");
        for (var flag : TOOL) {
            text.append(String.format("  %-24s %s%n", flag.synopsis(), flag.doc()));
        }
        return text.append("\n'qemu-io -c help' lists the commands.\n").toString();
    }
}
