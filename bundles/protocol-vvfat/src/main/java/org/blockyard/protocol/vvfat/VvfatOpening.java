package org.blockyard.protocol.vvfat;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.blockyard.driver.OpenContext;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/** Opens a folder as a disk, as its options and the node ask. */
final class VvfatOpening {
    private final VvfatOptions options;
    private final OpenContext context;

    VvfatOpening(VvfatOptions options, OpenContext context) {
        this.options = options;
        this.context = context;
    }

    VvfatDevice open() throws IOException {
        var layout = FatLayout.of(type(), geometry());
        if (options.label().length() > ShortNames.LENGTH) {
            throw new BlockException(
                    ErrorKind.INVALID_OPTION, "vvfat label cannot be longer than 11 bytes");
        }
        boolean writable = options.rw() && !context.readOnly();
        if (!options.rw() && !context.readOnly()) {
            if (!context.autoReadOnly()) {
                throw new BlockException(ErrorKind.READ_ONLY, "Image is read-only");
            }
            context.openedReadOnly();
        }
        var folder = folder();
        var overlay = context.scope().own(new Overlay());
        var handed = handed(layout, overlay);
        var volume = handed.isPresent() ? handed.get() : scan(layout, folder);
        var files = context.scope().own(new OpenFiles(folder));
        var view = new DiskView(volume, files, overlay);
        var writeBack =
                writable
                        ? Optional.of(new WriteBack(folder, view, volume, files, context.log()))
                        : Optional.<WriteBack>empty();
        return new VvfatDevice(
                new HandedVolume(options.toString(), volume),
                view,
                overlay,
                writeBack,
                context.log());
    }

    private Path folder() throws BlockException {
        try {
            return Path.of(options.dir()).toRealPath();
        } catch (IOException | InvalidPathException failure) {
            throw FolderScan.unreadable(options.dir(), failure);
        }
    }

    private Volume scan(FatLayout layout, Path folder) throws BlockException {
        var root = new FolderScan(layout, context.log()).scan(folder, options.dir());
        return new VolumeMaker(layout, options.label(), root).make();
    }

    /** The volume that the instance before has left, with what was written to it. */
    private Optional<Volume> handed(FatLayout layout, Overlay overlay) throws IOException {
        var state = context.handedOver();
        return state.isPresent()
                ? HandedVolume.take(state.get(), options.toString(), layout, overlay)
                : Optional.empty();
    }

    private FatType type() throws BlockException {
        if (options.fatType() == 0) {
            return options.floppy() ? FatType.FAT12 : FatType.FAT16;
        }
        for (var type : FatType.values()) {
            if (type.bits() == options.fatType()) {
                return type;
            }
        }
        throw new BlockException(
                ErrorKind.INVALID_OPTION, "Valid FAT types are only 12, 16 and 32");
    }

    /** A floppy has the small format only if that is asked for. */
    private Geometry geometry() throws BlockException {
        var type = type();
        if (!options.floppy()) {
            return Geometry.disk(type);
        }
        if (type == FatType.FAT32) {
            throw new BlockException(
                    ErrorKind.INVALID_OPTION, "A floppy disk is too small for FAT32");
        }
        return Geometry.floppy(options.fatType() != FatType.FAT12.bits());
    }
}
