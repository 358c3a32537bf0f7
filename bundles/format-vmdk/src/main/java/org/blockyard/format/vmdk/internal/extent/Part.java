package org.blockyard.format.vmdk.internal.extent;

import java.util.Optional;
import java.util.OptionalInt;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.Child;
import org.blockyard.format.kit.Backing;
import org.blockyard.format.kit.BlockMap;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.format.vmdk.internal.layout.SparseHeader;
import org.blockyard.io.BlockException;
import org.blockyard.io.BufferPool;

/**
 * An extent: a part of the disk, and what is told about it.
 *
 * @param disk its bytes
 * @param fileName the file that holds it
 * @param type the word for its kind in the descriptor; empty if it is in the descriptor's own file
 * @param grains bytes a grain, if it has grains
 * @param compressed whether grains are compressed
 * @param hosted what a check needs to know, of hosted sparse extents
 */
public record Part(
        BlockDevice disk,
        String fileName,
        String type,
        OptionalInt grains,
        boolean compressed,
        Optional<Hosted> hosted) {
    /** A hosted sparse extent as it lies in a file. */
    public interface Hosted {
        /** The file. */
        ImageFile file();

        /** Its header, with the real place of the directory. */
        SparseHeader header();

        /** Its tables. */
        GrainTables tables();
    }

    /** How extents are opened: the same for all of an image. */
    public record Mode(BufferPool buffers, boolean writable) {}

    /** An extent of grains. */
    public static Part ofGrains(
            ImageFile file, SparseHead head, String type, Backing backing, Mode mode)
            throws BlockException {
        return switch (head) {
            case SparseHead.Hosted known -> hosted(file, known, type, backing, mode);
            case SparseHead.Cowd(var header) ->
                    fixed(FixedGrains.of(file, header), type, backing, mode);
            case SparseHead.SeSparse(var header) ->
                    fixed(FixedGrains.of(file, header), type, backing, mode);
        };
    }

    private static Part fixed(FixedGrains grains, String type, Backing backing, Mode mode) {
        return new Part(
                grains(grains, backing, mode),
                grains.file().child().fileName(),
                type,
                OptionalInt.of(grains.blockSize()),
                false,
                Optional.empty());
    }

    private static GrainPart grains(BlockMap map, Backing backing, Mode mode) {
        return new GrainPart(map, backing, mode.buffers(), mode.writable());
    }

    private static Part hosted(
            ImageFile file, SparseHead.Hosted head, String type, Backing backing, Mode mode)
            throws BlockException {
        var header = head.header();
        header.requireGrains();
        var tables = GrainMap.tables(file, header, mode.writable());
        BlockDevice disk;
        GrainMap map;
        if (header.compressed()) {
            long end = head.atEnd() ? SparseHead.footerOffset(file) : file.length();
            map = new StreamMap(file, header, tables, end, head.atEnd(), !backing.never());
            disk = new StreamPart(grains(map, backing, mode), header.grainBytes(), mode.buffers());
        } else {
            map =
                    new GrainMap(
                            file,
                            header,
                            tables,
                            file.length(),
                            header.grainBytes(),
                            !backing.never());
            disk = new SparsePart(map, backing, mode.buffers(), mode.writable());
        }
        return new Part(
                disk,
                file.child().fileName(),
                type,
                OptionalInt.of(header.grainBytes()),
                header.compressed(),
                Optional.of(map));
    }

    /**
     * An extent that is bytes of a file as they are.
     *
     * @param start where they begin in the file
     */
    public static Part ofBytes(Child file, long start, long length, String type) {
        return new Part(
                new FlatPart(file, start, length),
                file.fileName(),
                type,
                OptionalInt.empty(),
                false,
                Optional.empty());
    }

    /** An extent that is only told about: its file is not open. */
    public static Part closed(String fileName, long length, String type) {
        return new Part(
                new NothingPart(length),
                fileName,
                type,
                OptionalInt.empty(),
                false,
                Optional.empty());
    }
}
