package org.blockyard.nbd.internal;

import java.util.List;
import org.blockyard.cli.Flag;
import org.blockyard.cli.Grammar;

/** The options of the tool. Those that begin alike stand in the order in which they are told. */
final class Flags {
    static final Flag VERSION = flag('V', "version", "", "print the version and exit");
    static final Flag BIND = flag('b', "bind", "IFACE", "interface to listen on (default 0.0.0.0)");
    static final Flag PORT = flag('p', "port", "PORT", "port to listen on (default 10809)");
    static final Flag SOCKET = flag('k', "socket", "PATH", "Unix socket to listen on instead");
    static final Flag SHARED =
            flag('e', "shared", "NUM", "most clients at once (default 1); 0 for any number");
    static final Flag PERSISTENT =
            flag('t', "persistent", "", "do not end when the last client leaves");
    static final Flag EXPORT_NAME =
            flag('x', "export-name", "NAME", "name of the export (default empty)");
    static final Flag DESCRIPTION =
            flag('D', "description", "TEXT", "description of the export, for people");
    static final Flag HANDSHAKE_LIMIT =
            flag(
                    Flag.NO_LETTER,
                    "handshake-limit",
                    "SECONDS",
                    "most time for a handshake (default 10); 0 for any time");
    static final Flag OFFSET = flag('o', "offset", "OFFSET", "serve the image from this byte on");
    static final Flag ALLOCATION_DEPTH =
            flag('A', "allocation-depth", "", "offer the metadata context qemu:allocation-depth");
    static final Flag BITMAP =
            flag('B', "bitmap", "NAME", "offer a dirty bitmap as a metadata context; repeatable");
    static final Flag LIST = flag('L', "list", "", "list the exports of another server");
    static final Flag OBJECT =
            flag(Flag.NO_LETTER, "object", "OBJDEF", "create an object, such as a secret");
    static final Flag TLS_CREDS =
            flag(Flag.NO_LETTER, "tls-creds", "ID", "the object with the credentials for TLS");
    static final Flag TLS_HOSTNAME =
            flag(
                    Flag.NO_LETTER,
                    "tls-hostname",
                    "NAME",
                    "with -L: the name in the server's certificate");
    static final Flag TLS_AUTHZ =
            flag(Flag.NO_LETTER, "tls-authz", "ID", "the object that authorises TLS clients");
    static final Flag FORK =
            flag(Flag.NO_LETTER, "fork", "", "go to the background once clients may connect");
    static final Flag PID_FILE =
            flag(Flag.NO_LETTER, "pid-file", "PATH", "write the process id to a file");
    static final Flag CONNECT =
            flag('c', "connect", "DEV", "serve FILE to the kernel's device DEV, in the background");
    static final Flag DISCONNECT =
            flag('d', "disconnect", "", "disconnect the kernel's device FILE");
    static final Flag FORMAT =
            flag('f', "format", "FMT", "the image's format; without it, it is probed");
    static final Flag READ_ONLY = flag('r', "read-only", "", "let nobody write");
    static final Flag SNAPSHOT =
            flag('s', "snapshot", "", "write to a temporary file, not to the image");
    static final Flag LOAD_SNAPSHOT =
            flag('l', "load-snapshot", "SNAPSHOT", "serve an internal snapshot, to be read");
    static final Flag NOCACHE = flag('n', "nocache", "", "short for --cache=none");
    static final Flag CACHE =
            flag(
                    Flag.NO_LETTER,
                    "cache",
                    "MODE",
                    "none, writeback (default), writethrough, directsync or unsafe");
    static final Flag AIO = flag(Flag.NO_LETTER, "aio", "MODE", "threads, native or io_uring");
    static final Flag DISCARD =
            flag(Flag.NO_LETTER, "discard", "MODE", "ignore (default) or unmap");
    static final Flag DETECT_ZEROES =
            flag(Flag.NO_LETTER, "detect-zeroes", "MODE", "off (default), on or unmap");
    static final Flag IMAGE_OPTS =
            flag(
                    Flag.NO_LETTER,
                    "image-opts",
                    "",
                    "FILE is an option list (driver=...,file.filename=...)");
    static final Flag SELINUX_LABEL =
            flag(Flag.NO_LETTER, "selinux-label", "LABEL", "refused: there is no SELinux support");
    static final Flag VERBOSE = flag('v', "verbose", "", "say more, and stay in the foreground");
    static final Flag TRACE = flag('T', "trace", "PATTERN", "accepted; there is nothing to trace");

    private static final List<Flag> ALL =
            List.of(
                    Flag.HELP,
                    VERSION,
                    BIND,
                    PORT,
                    SOCKET,
                    OFFSET,
                    READ_ONLY,
                    ALLOCATION_DEPTH,
                    BITMAP,
                    CONNECT,
                    DISCONNECT,
                    LIST,
                    SNAPSHOT,
                    LOAD_SNAPSHOT,
                    NOCACHE,
                    CACHE,
                    AIO,
                    DISCARD,
                    DETECT_ZEROES,
                    SHARED,
                    FORMAT,
                    PERSISTENT,
                    VERBOSE,
                    OBJECT,
                    EXPORT_NAME,
                    DESCRIPTION,
                    TLS_CREDS,
                    TLS_HOSTNAME,
                    TLS_AUTHZ,
                    IMAGE_OPTS,
                    TRACE,
                    FORK,
                    PID_FILE,
                    SELINUX_LABEL,
                    HANDSHAKE_LIMIT);

    private Flags() {}

    private static Flag flag(char letter, String name, String value, String doc) {
        return new Flag(letter, name, value, doc);
    }

    /** What the tool takes. */
    static Grammar tool() {
        return new Grammar("qemu-nbd", "qemu-nbd --help", ALL);
    }

    /** The text of {@code --help}. */
    static String help() {
        var text =
                new StringBuilder("Usage: qemu-nbd [OPTIONS] FILE\n")
                        .append("  or:  qemu-nbd -L [OPTIONS]\n")
                        .append("  or:  qemu-nbd -d DEV\n\n");
        for (var flag : ALL) {
            text.append(String.format("  %-30s %s%n", flag.synopsis(), flag.doc()));
        }
        return text.toString();
    }
}
