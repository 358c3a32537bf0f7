package org.blockyard.itest.fuzz.operations;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.blockyard.itest.fuzz.base.Finding;
import org.blockyard.itest.fuzz.base.Settings;

/** Does the same random work with our tools and with the peer's, and compares what comes of it. */
public final class OperationFuzz {
    private final Path folder;
    private final Settings settings;

    /** Works in a folder. */
    public OperationFuzz(Path folder, Settings settings) {
        this.folder = folder;
        this.settings = settings;
    }

    /** Works until the time is over or something is found. */
    public void run() throws IOException, InterruptedException {
        long end = System.nanoTime() + settings.seconds() * 1_000_000_000L;
        long seed = settings.seed();
        long steps = 0;
        long operations = 0;
        for (; System.nanoTime() < end; seed++) {
            var place = Files.createDirectories(folder.resolve("s" + seed));
            var sequence = new Sequence(place, seed);
            try {
                sequence.run(end);
            } catch (Finding e) {
                throw new Finding(
                        "seed "
                                + seed
                                + ", image "
                                + sequence.image()
                                + ": "
                                + e.getMessage()
                                + "\n"
                                + sequence.history(),
                        e.getCause() == null ? e : e.getCause());
            }
            steps += sequence.steps();
            operations += sequence.operations();
            try (var files = Files.list(place)) {
                for (var file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(place);
        }
        System.out.println(
                (seed - settings.seed())
                        + " images, "
                        + steps
                        + " steps, "
                        + operations
                        + " operations from seed "
                        + settings.seed()
                        + ": all the same");
    }
}
