package org.blockyard.nbd.internal;

import java.io.IOException;
import java.io.PrintStream;
import org.blockyard.cli.CommandLine;

/** Prints what another server serves, in the form of {@code qemu-nbd -L}. */
final class ExportList {
    private static final String[] FLAGS = {
        "",
        "readonly",
        "flush",
        "fua",
        "rotational",
        "trim",
        "zeroes",
        "df",
        "multi",
        "resize",
        "cache",
        "fast-zero",
        "block-status-payload"
    };

    private final CommandLine line;
    private final PrintStream out;

    ExportList(CommandLine line, PrintStream out) {
        this.line = line;
        this.out = out;
    }

    void print() throws IOException {
        try (var server = new RemoteServer(Address.of(line).connect())) {
            var exports = server.exports();
            out.println("exports available: " + exports.size());
            for (var export : exports) {
                print(export);
            }
        }
    }

    private void print(RemoteServer.Export export) {
        out.println(" export: '" + export.name() + "'");
        if (!export.description().isEmpty()) {
            out.println("  description: " + export.description());
        }
        if (export.flags() == 0) {
            return;
        }
        out.println("  size:  " + Long.toUnsignedString(export.size()));
        out.println(
                "  flags: 0x"
                        + Integer.toHexString(export.flags())
                        + " ("
                        + words(export.flags())
                        + " )");
        if (export.leastBlock() != 0) {
            out.println("  min block: " + Integer.toUnsignedString(export.leastBlock()));
            out.println("  opt block: " + Integer.toUnsignedString(export.preferredBlock()));
            out.println("  max block: " + Integer.toUnsignedString(export.mostPayload()));
        }
        out.println("  transaction size: " + (export.extended() ? "64-bit" : "32-bit"));
        if (!export.contexts().isEmpty()) {
            out.println("  available meta contexts: " + export.contexts().size());
            export.contexts().forEach(context -> out.println("   " + context));
        }
    }

    private static String words(int flags) {
        var words = new StringBuilder();
        for (int i = 1; i < FLAGS.length; i++) {
            if ((flags >> i & 1) != 0) {
                words.append(' ').append(FLAGS[i]);
            }
        }
        return words.toString();
    }
}
