package org.blockyard.itest.fuzz.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.blockyard.itest.formats.Formats;
import org.blockyard.itest.fuzz.base.Finding;
import org.blockyard.itest.fuzz.base.Settings;

/**
 * Kills the tools while they write, at random moments: the peer's check finds at most leaks, and
 * nothing that was flushed is lost.
 */
public final class CrashBench {
    private static final int KILLS_PER_IMAGE = 10;

    private final Path folder;
    private final Settings settings;
    private final Random random;
    private final List<CrashKind> kinds;
    private int leaks;
    private int flushes;
    private int dirty;
    private long writes;

    /** Works in a folder. */
    public CrashBench(Path folder, Settings settings) {
        this.folder = folder;
        this.settings = settings;
        this.random = new Random(settings.seed());
        this.kinds =
                settings.format().isEmpty()
                        ? CrashKind.OF_QCOW2
                        : CrashKind.of(Formats.named(settings.format()));
    }

    /** Kills as often as it is told, or until something is found. */
    public void run() throws IOException, InterruptedException {
        // few kills are spread over all kinds
        int each = Math.clamp(settings.kills() / kinds.size(), 1, KILLS_PER_IMAGE);
        int images = 0;
        for (int kills = 0; kills < settings.kills(); kills += each) {
            var kind = kinds.get(images++ % kinds.size());
            image(kind, Math.min(each, settings.kills() - kills));
        }
        System.out.printf(
                "%d kills on %d images of %d kinds from seed %d, %d writes, %d flushes answered; %d"
                        + " times leaks were left, %d times counts to be mended on opening:"
                        + " nothing corrupt, nothing lost%n",
                settings.kills(),
                images,
                Math.min(images, kinds.size()),
                settings.seed(),
                writes,
                flushes,
                leaks,
                dirty);
    }

    private void image(CrashKind kind, int kills) throws IOException, InterruptedException {
        try (var files = Files.newDirectoryStream(folder, "image*")) {
            for (var file : files) {
                Files.delete(file);
            }
        }
        var image = new CrashedImage(folder, kind, random);
        int kill = 0;
        try {
            while (kill < kills) {
                kill++;
                image.crash();
            }
            image.end();
        } catch (Finding e) {
            var where =
                    kind.format() + " " + kind.options() + ", kill " + kill + " in " + image.last();
            throw new Finding("seed " + settings.seed() + ", " + where, e);
        }
        leaks += image.leaks();
        flushes += image.flushes();
        dirty += image.dirty();
        writes += image.writes();
    }
}
