package org.blockyard.nbd.internal;

import java.util.Arrays;
import java.util.Optional;

/** An option of the command line. */
enum Flag {
    HELP('h', "help", "", "print this help and exit"),
    VERSION('V', "version", "", "print the version and exit"),
    PORT('p', "port", "PORT", "port to listen on (10809)"),
    BIND('b', "bind", "IFACE", "interface to listen on (0.0.0.0)"),
    SOCKET('k', "socket", "PATH", "Unix socket to listen on instead"),
    SHARED('e', "shared", "NUM", "most clients at once (1); 0 for any number"),
    PERSISTENT('t', "persistent", "", "do not end when the last client leaves"),
    VERBOSE('v', "verbose", "", "say more"),
    EXPORT_NAME('x', "export-name", "NAME", "name of the export (empty)"),
    DESCRIPTION('D', "description", "TEXT", "description of the export, for people"),
    HANDSHAKE_LIMIT(
            '\0', "handshake-limit", "SECONDS", "most time for a handshake (10); 0 for any time"),
    OFFSET('o', "offset", "OFFSET", "serve the image from this byte on"),
    ALLOCATION_DEPTH(
            'A', "allocation-depth", "", "offer the metadata context qemu:allocation-depth"),
    LIST('L', "list", "", "list the exports of another server"),
    OBJECT('\0', "object", "OBJDEF", "create an object, such as a secret"),
    FORK('\0', "fork", "", "go to the background once clients may connect"),
    PID_FILE('\0', "pid-file", "PATH", "write the process id to a file"),
    FORMAT('f', "format", "FMT", "the image's format; without it, it is probed"),
    READ_ONLY('r', "read-only", "", "let nobody write"),
    NOCACHE('n', "nocache", "", "short for --cache=none"),
    CACHE('\0', "cache", "MODE", "none, writeback (default), writethrough, directsync or unsafe"),
    AIO('\0', "aio", "MODE", "threads, native or io_uring"),
    DISCARD('\0', "discard", "MODE", "ignore (default) or unmap"),
    DETECT_ZEROES('\0', "detect-zeroes", "MODE", "off (default), on or unmap"),
    IMAGE_OPTS('\0', "image-opts", "", "FILE is an option list (driver=...,file.filename=...)"),

    BITMAP('B', "bitmap", "NAME", "offer a dirty bitmap as a metadata context; may be given again"),
    SNAPSHOT('s', "snapshot", "", "write to a temporary file, not to the image"),
    LOAD_SNAPSHOT('l', "load-snapshot", "SNAPSHOT", "serve an internal snapshot, to be read"),
    TLS_CREDS('\0', "tls-creds", "ID", "the object with the credentials for TLS"),
    TLS_AUTHZ('\0', "tls-authz", "ID", "the object that authorises TLS clients"),
    TLS_HOSTNAME('\0', "tls-hostname", "NAME", "with -L: the name in the server's certificate"),
    TRACE('T', "trace", "PATTERN", "accepted; there is nothing to trace"),

    // known, but not there yet: refused by name
    CONNECT('c', "connect", "DEV", ""),
    DISCONNECT('d', "disconnect", "", ""),
    SELINUX_LABEL('\0', "selinux-label", "LABEL", "");

    private final char letter;
    private final String word;
    private final String value;
    private final String doc;

    Flag(char letter, String word, String value, String doc) {
        this.letter = letter;
        this.word = word;
        this.value = value;
        this.doc = doc;
    }

    char letter() {
        return letter;
    }

    /** Its long form. */
    String word() {
        return word;
    }

    boolean takesValue() {
        return !value.isEmpty();
    }

    /** Whether this version can do it. */
    boolean isThere() {
        return !doc.isEmpty();
    }

    /** Its line of the help text. */
    String help() {
        var start = (letter == 0 ? "      " : "  -" + letter + ", ") + "--" + word;
        return String.format("%-30s %s%n", takesValue() ? start + "=" + value : start, doc);
    }

    static Optional<Flag> of(char letter) {
        return Arrays.stream(values()).filter(flag -> flag.letter == letter).findFirst();
    }

    /** The flag of that long form, or of the only one that begins so. */
    static Optional<Flag> of(String word) {
        var exact = Arrays.stream(values()).filter(flag -> flag.word.equals(word)).findFirst();
        if (exact.isPresent()) {
            return exact;
        }
        var candidates =
                Arrays.stream(values()).filter(flag -> flag.word.startsWith(word)).toList();
        return candidates.size() == 1 ? Optional.of(candidates.getFirst()) : Optional.empty();
    }
}
