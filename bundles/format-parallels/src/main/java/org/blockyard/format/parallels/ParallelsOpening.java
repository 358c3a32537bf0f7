package org.blockyard.format.parallels;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Optional;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.Checkable.Repair;
import org.blockyard.driver.Child;
import org.blockyard.driver.OpenContext;
import org.blockyard.driver.Progress;
import org.blockyard.format.kit.CheckReport;
import org.blockyard.format.kit.Growth;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/** Opens one image, and repairs it if it is to be written. */
final class ParallelsOpening {
    /** Clusters that are copied to open an image; for more an operator is asked. */
    private static final long MOST_COPIES = 256;

    private final ParallelsOptions options;
    private final OpenContext context;
    private final boolean writable;

    ParallelsOpening(ParallelsOptions options, OpenContext context) {
        this.options = options;
        this.context = context;
        this.writable = !context.readOnly() && !context.inactive();
    }

    BlockDevice open(Child child) throws IOException {
        var image = ParallelsImage.read(file(child));
        var extension = extension(image);
        var space = image.emptySpace();
        if (writable && !context.metadataOnly()) {
            var check = new ImageCheck(image, Repair.NONE, silent(), Progress.NONE);
            space = check.run(false);
            if (!check.isSound()) {
                space = repaired(image, check.duplicates());
                image = ParallelsImage.read(image.file());
                extension = extension(image);
            }
        }
        var map = new ParallelsMap(image, space);
        var bitmaps = new ImageBitmaps(image, map, extension);
        return new ParallelsDevice(map, bitmaps, context.buffers(), writable);
    }

    private ImageFile file(Child child) throws IOException {
        var header = ParallelsImage.read(new ImageFile(child)).header();
        return new ImageFile(child, growth(options, header));
    }

    /** Ahead as options say, but not further than the disk may need. */
    static Growth growth(ParallelsOptions options, ParallelsHeader header) {
        long whole = (long) header.entries() * header.clusterSize();
        long step = Math.clamp(options.preallocSize(), 0, whole);
        return new Growth(step, step, options.preallocMode().how());
    }

    private static CheckReport silent() {
        return new CheckReport(finding -> {});
    }

    private ClusterSpace repaired(ParallelsImage image, long duplicates) throws IOException {
        if (duplicates > MOST_COPIES) {
            throw new BlockException(
                            ErrorKind.CORRUPT,
                            "parallels: " + duplicates + " clusters are used by two entries")
                    .hint("check and repair it, or open it read-only");
        }
        var report =
                new CheckReport(
                        finding ->
                                context.log().log(
                                        Level.DEBUG, "{0}: {1}", context.nodeName(), finding));
        var space = new ImageCheck(image, Repair.ALL, report, Progress.NONE).run(false);
        var found = report.result();
        context.log().log(
                Level.WARNING,
                "{0}: repaired before writing: {1} errors, {2} leaked clusters",
                context.nodeName(),
                found.corruptionsFixed(),
                found.leaksFixed());
        return space;
    }

    /** What is damaged keeps nobody from reading the disk, and is taken away by a repair. */
    private Optional<FormatExtension> extension(ParallelsImage image) throws IOException {
        if (image.header().extensionSector() == 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(FormatExtension.read(image));
        } catch (BlockException unusable) {
            if (unusable.kind() == ErrorKind.UNSUPPORTED && writable && !context.metadataOnly()) {
                throw unusable.hint(
                        "writing to the image would make the extension wrong; open it read-only");
            }
            if (unusable.kind() != ErrorKind.UNSUPPORTED
                    && unusable.kind() != ErrorKind.INVALID_FORMAT) {
                throw unusable;
            }
            context.log().log(Level.WARNING, "{0}: {1}", context.nodeName(), unusable.sentence());
            return Optional.empty();
        }
    }
}
