package org.blockyard.format.vmdk.internal.extent;

import java.io.IOException;
import java.util.Optional;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.format.vmdk.internal.layout.CowdHeader;
import org.blockyard.format.vmdk.internal.layout.Marker;
import org.blockyard.format.vmdk.internal.layout.SeSparseHeader;
import org.blockyard.format.vmdk.internal.layout.SparseHeader;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/** The head of a file that holds an extent of grains, as far as it tells how to open it. */
public sealed interface SparseHead {
    /**
     * A hosted sparse extent.
     *
     * @param header its header, with the real place of the directory
     * @param atEnd whether the file's first sector leaves that place to the footer
     */
    record Hosted(SparseHeader header, boolean atEnd) implements SparseHead {}

    /** A sparse extent of ESX. */
    record Cowd(CowdHeader header) implements SparseHead {}

    /** A space-efficient extent of ESX. */
    record SeSparse(SeSparseHeader header) implements SparseHead {}

    /** What is behind the grains of a stream: the footer between two markers. */
    int FOOTER_SECTORS = 3;

    /** Why the extent can't be written, if it can't. */
    default Optional<String> readOnlyReason() {
        return switch (this) {
            case Hosted(var header, var atEnd) ->
                    header.compressed()
                            ? Optional.empty()
                            : header.version() == 3
                                    ? Optional.of("VMDK version 3 must be read only")
                                    : atEnd
                                            ? Optional.of(
                                                    "VMDK with its directory at the end must be"
                                                            + " read only")
                                            : Optional.empty();
            case Cowd cowd -> Optional.of("No write support for vmfsSparse images available");
            case SeSparse se -> Optional.of("No write support for seSparse images available");
        };
    }

    /** Reads the head of a hosted extent, or of one of ESX in its first form. */
    static SparseHead read(ImageFile file) throws IOException {
        var sector = file.read(0, SparseHeader.SECTOR);
        if (Integer.reverseBytes(sector.getInt(0)) == CowdHeader.MAGIC) {
            return new Cowd(CowdHeader.read(sector));
        }
        var header = SparseHeader.read(sector);
        boolean atEnd = header.directoryOffset() == SparseHeader.AT_END;
        var real = atEnd && header.capacity() > 0 ? footer(file) : header;
        if (real.capacity() > 0 && file.length() / SparseHeader.SECTOR < real.overhead()) {
            throw new BlockException(
                    ErrorKind.INVALID_FORMAT,
                    "File truncated, expecting at least %d bytes"
                            .formatted(real.overhead() * SparseHeader.SECTOR));
        }
        return new Hosted(real, atEnd);
    }

    private static SparseHeader footer(ImageFile file) throws IOException {
        long offset = footerOffset(file);
        if (offset > 0) {
            var footer = Marker.read(file.read(offset, SparseHeader.SECTOR));
            var end =
                    Marker.read(file.read(offset + 2L * SparseHeader.SECTOR, SparseHeader.SECTOR));
            if (footer.size() == 0 && footer.type() == Marker.FOOTER && end.isEnd()) {
                var header =
                        SparseHeader.read(
                                file.read(offset + SparseHeader.SECTOR, SparseHeader.SECTOR));
                if (header.directoryOffset() != SparseHeader.AT_END && header.capacity() > 0) {
                    return header;
                }
            }
        }
        throw new BlockException(
                ErrorKind.INVALID_FORMAT,
                "the grain directory is at the file's end, but there is no footer");
    }

    /** Where the footer's marker is. */
    static long footerOffset(ImageFile file) {
        return file.length() / SparseHeader.SECTOR * SparseHeader.SECTOR
                - FOOTER_SECTORS * SparseHeader.SECTOR;
    }

    /** Reads the head of a space-efficient extent. */
    static SparseHead readSeSparse(ImageFile file) throws IOException {
        var header = SeSparseHeader.read(file.read(0, SparseHeader.SECTOR));
        SeSparseHeader.checkVolatile(
                file.read(header.volatileOffset() * SparseHeader.SECTOR, SparseHeader.SECTOR));
        return new SeSparse(header);
    }
}
