package org.blockyard.format.vhdx;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.Child;
import org.blockyard.driver.OpenContext;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/** Opens one image; what its log holds is brought to its place first. */
final class VhdxOpening {
    private static final Duration IDLE = Duration.ofSeconds(2);

    private final VhdxOptions options;
    private final OpenContext context;
    private final boolean writable;

    VhdxOpening(VhdxOptions options, OpenContext context) {
        this.options = options;
        this.context = context;
        this.writable = !context.readOnly() && !context.inactive();
    }

    BlockDevice open(Child child) throws IOException {
        var file = new ImageFile(child);
        if (!FileType.begins(file.read(0, FileType.SIZE))) {
            throw new BlockException(ErrorKind.INVALID_FORMAT, "the file is no VHDX image");
        }
        var headers = Headers.read(file);
        var region = logRegion(headers.current(), file.length());
        boolean replayed = replay(file, headers, region);
        var regions = RegionTable.read(file, region);
        var metadata = Metadata.read(file, regions.metadata());
        var shape = metadata.shape();
        requireRoom(shape, regions);
        var log = new Log(file, headers, region);
        var parent = parent(file, shape, regions, metadata, log);
        var map = new VhdxMap(file, shape, regions, log);
        if (writable) {
            context.scope().every(IDLE, "vhdx log", () -> retireIfIdle(log));
        }
        return new VhdxDevice(map, log, parent, context.buffers(), writable, replayed);
    }

    private static Region logRegion(Header header, long fileLength) throws BlockException {
        var region = new Region(header.logOffset(), header.logLength());
        if (header.logVersion() != 0) {
            throw new BlockException(
                    ErrorKind.INVALID_FORMAT,
                    "the VHDX log has version %d, which is not known"
                            .formatted(header.logVersion()));
        }
        if (!region.isSaneIn(fileLength)) {
            throw new BlockException(
                    ErrorKind.INVALID_FORMAT, region.refusal("the VHDX log", fileLength));
        }
        return region;
    }

    /**
     * An inactive node may be opened beside one that writes, whose flushes leave nothing in the log
     * that is not at its place as well.
     */
    private boolean replay(ImageFile file, Headers headers, Region region) throws IOException {
        if (!headers.current().logInUse() || context.inactive()) {
            return false;
        }
        var replay = LogReplay.of(file, headers.current(), region);
        if (replay.isNeeded() && !writable) {
            throw needsReplay(file.child().fileName());
        }
        if (replay.isNeeded()) {
            context.log().log(Level.DEBUG, "{0}: replaying the log", context.nodeName());
            replay.run();
        }
        if (writable) {
            headers.write(headers.current().withLog(Guids.NONE));
        }
        return replay.isNeeded();
    }

    private static BlockException needsReplay(String name) {
        return new BlockException(
                        ErrorKind.READ_ONLY,
                        "VHDX image file '%s' opened read-only, but contains a log that needs to"
                                        .formatted(name)
                                + " be replayed")
                .hint("To replay the log, run:\nimg check -r all '" + name + "'");
    }

    private static void requireRoom(DiskShape shape, RegionTable regions) throws BlockException {
        if (shape.entries() * Long.BYTES > regions.bat().length()) {
            throw new BlockException(
                    ErrorKind.INVALID_FORMAT,
                    "the VHDX BAT has no room for %d entries".formatted(shape.entries()));
        }
    }

    private Optional<ParentLink> parent(
            ImageFile file, DiskShape shape, RegionTable regions, Metadata metadata, Log log)
            throws IOException {
        if (!shape.differencing()) {
            if (options.backing().isPresent()) {
                throw new BlockException(
                        ErrorKind.INVALID_OPTION, "this VHDX image has no parent, so no 'backing'");
            }
            return Optional.empty();
        }
        var locator = metadata.parent();
        var link =
                new ParentLink(
                        file,
                        regions.metadata(),
                        log,
                        locator,
                        VhdxDriver.PARENTS.open(context, options.backing(), locator.fileName()));
        if (!context.inactive()) {
            link.require();
        }
        if (writable) {
            link.recordIfUnknown();
        }
        return Optional.of(link);
    }

    private void retireIfIdle(Log log) {
        try {
            log.retireIfIdle();
        } catch (IOException e) {
            // the next flush tells whoever writes
            context.log().log(Level.DEBUG, "{0}: {1}", context.nodeName(), e.getMessage());
        }
    }
}
