package org.blockyard.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.osgi.framework.BundleException;

/**
 * Starts the storage daemon: {@code Main BUNDLES [OPTION]...}, where BUNDLES is the folder of its
 * bundles. What is wrong with the shape of the command line, and {@code -h} and {@code -V}, are
 * answered without a framework.
 */
public final class Main {
    private static final String PROGRAM = "blockyard storage-daemon";

    private Main() {}

    /** Runs the daemon and ends the process: 0 after an orderly end, 1 after a failure to start. */
    public static void main(String[] arguments) {
        int code = run(List.of(arguments));
        System.out.flush();
        System.exit(code);
    }

    /**
     * One line for each message of a log, as the other messages look; whoever sets a format of his
     * own gets that.
     */
    private static void formatLog() {
        var format = "java.util.logging.SimpleFormatter.format";
        if (System.getProperty(format) == null) {
            System.setProperty(format, PROGRAM + ": %4$s: %5$s%6$s%n");
        }
    }

    private static int run(List<String> arguments) {
        formatLog();
        if (arguments.isEmpty()) {
            return fail("the folder of bundles is missing");
        }
        var bundles = Path.of(arguments.getFirst());
        try {
            var commandLine = CommandLine.parse(arguments.subList(1, arguments.size()));
            var early = commandLine.earlyExit();
            if (early.isPresent()) {
                System.out.print(early.get().equals("help") ? help() : version(bundles));
                return 0;
            }
            try (var host = BundleHost.start(bundles, commandLine)) {
                return host.runProgram();
            }
        } catch (CommandLine.UsageException e) {
            return fail(String.valueOf(e.getMessage()));
        } catch (IOException | BundleException e) {
            return fail(String.valueOf(e.getMessage()));
        }
    }

    private static int fail(String message) {
        System.err.println(PROGRAM + ": " + message);
        return 1;
    }

    private static String help() throws IOException {
        try (var text = Main.class.getResourceAsStream("help.txt")) {
            if (text == null) {
                throw new IOException("help.txt is missing");
            }
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /**
     * The product's version lies beside the bundles; without one it is a build that has not been
     * laid out.
     */
    private static String version(Path bundles) throws IOException {
        var file = bundles.resolve("../../VERSION");
        var version = Files.exists(file) ? Files.readString(file).strip() : "unreleased";
        return PROGRAM
                + " version "
                + version
                + "\nThe Blockyard project; options and QMP as qemu-storage-daemon 10.0\n";
    }
}
