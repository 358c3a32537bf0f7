package org.blockyard.nbd.internal;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.blockyard.cli.CommandLine;
import org.blockyard.cli.Flag;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * What goes together: the tool lists another server's exports, disconnects a device of the kernel,
 * or serves, and each takes some of the options only.
 */
final class Modes {
    /** The most bytes of a string of the protocol. */
    private static final int LONGEST = 4096;

    private static final List<Flag> OF_A_DISK =
            List.of(
                    Flags.EXPORT_NAME,
                    Flags.DESCRIPTION,
                    Flags.FORMAT,
                    Flags.LOAD_SNAPSHOT,
                    Flags.BITMAP,
                    Flags.ALLOCATION_DEPTH,
                    Flags.CONNECT,
                    Flags.DISCONNECT,
                    Flags.CACHE,
                    Flags.NOCACHE,
                    Flags.AIO,
                    Flags.DISCARD);

    private Modes() {}

    static void check(CommandLine line) throws BlockException {
        if (line.has(Flags.LIST)) {
            list(line);
        } else if (line.operands().size() != 1) {
            throw Options.wrongOperands();
        }
        requireShort(line, Flags.EXPORT_NAME, "export name");
        requireShort(line, Flags.DESCRIPTION, "export description");
        Tls.check(line);
        if (line.has(Flags.SELINUX_LABEL)) {
            throw new BlockException(
                    ErrorKind.UNSUPPORTED, "there is no SELinux support in this program");
        }
        if (line.has(Flags.IMAGE_OPTS) && line.has(Flags.FORMAT)) {
            throw Options.wrong("--image-opts and -f are mutually exclusive");
        }
    }

    private static void requireShort(CommandLine line, Flag flag, String what)
            throws BlockException {
        var text = line.value(flag).orElse("");
        if (text.getBytes(StandardCharsets.UTF_8).length > LONGEST) {
            throw Options.wrong(what + " '" + text + "' too long");
        }
    }

    private static void list(CommandLine line) throws BlockException {
        if (!line.operands().isEmpty()) {
            throw Options.wrong("List mode is incompatible with a file name");
        }
        boolean ofDisk = OF_A_DISK.stream().anyMatch(line::has);
        if (ofDisk || Options.number(line, Flags.OFFSET, 0) != 0) {
            throw Options.wrong("List mode is incompatible with per-device settings");
        }
        if (line.has(Flags.FORK)) {
            throw Options.wrong("List mode is incompatible with forking");
        }
    }
}
