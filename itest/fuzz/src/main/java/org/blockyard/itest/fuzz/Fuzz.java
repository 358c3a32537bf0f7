package org.blockyard.itest.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import org.blockyard.itest.fuzz.base.Finding;
import org.blockyard.itest.fuzz.base.Settings;
import org.blockyard.itest.fuzz.crash.CrashBench;
import org.blockyard.itest.fuzz.formats.FolderTarget;
import org.blockyard.itest.fuzz.formats.FormatTarget;
import org.blockyard.itest.fuzz.images.ImageTarget;
import org.blockyard.itest.fuzz.inputs.InputFuzz;
import org.blockyard.itest.fuzz.inputs.Target;
import org.blockyard.itest.fuzz.operations.OperationFuzz;
import org.blockyard.itest.fuzz.words.WordsTarget;

/**
 * The program behind {@code ./blockyard bench fuzz}: ends with 1 and the seed if it finds anything.
 */
public final class Fuzz {
    private Fuzz() {}

    /** Works until the time is over or something is found. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        int status;
        var folder = Files.createTempDirectory(place(), "fuzz");
        try {
            var settings = Settings.parse(arguments);
            switch (settings.kind()) {
                case "operations" -> new OperationFuzz(folder, settings).run();
                case "images" -> new InputFuzz(images(settings), folder, settings).run();
                case "words" -> new InputFuzz(new WordsTarget(), folder, settings).run();
                case "crash" -> new CrashBench(folder, settings).run();
                default -> throw Settings.usage();
            }
            status = 0;
            clear(folder);
        } catch (IllegalArgumentException e) {
            System.err.println("blockyard: " + e.getMessage());
            status = 1;
        } catch (Finding e) {
            System.out.println("FOUND: " + e.getMessage());
            if (e.getCause() instanceof Throwable cause) {
                cause.printStackTrace(System.out);
            }
            System.out.println("its files are in " + folder);
            status = 1;
        }
        System.out.flush();
        // what hangs must not keep this from ending
        Runtime.getRuntime().halt(status);
    }

    /** All there is to qcow2 where no format is named. */
    private static Target images(Settings settings) {
        return switch (settings.format()) {
            case "" -> new ImageTarget();
            case FolderTarget.FORMAT -> new FolderTarget();
            default -> new FormatTarget(settings.format());
        };
    }

    /** In memory if there is such a place: a killed process loses what it would lose on a disk. */
    private static Path place() {
        var memory = Path.of("/dev/shm");
        return Files.isWritable(memory) ? memory : Path.of(System.getProperty("java.io.tmpdir"));
    }

    private static void clear(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
