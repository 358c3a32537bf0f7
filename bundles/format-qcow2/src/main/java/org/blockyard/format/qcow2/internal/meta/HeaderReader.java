package org.blockyard.format.qcow2.internal.meta;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.format.qcow2.internal.layout.EncryptionExtension;
import org.blockyard.format.qcow2.internal.layout.FeatureNames;
import org.blockyard.format.qcow2.internal.layout.Features;
import org.blockyard.format.qcow2.internal.layout.Geometry;
import org.blockyard.format.qcow2.internal.layout.Header;
import org.blockyard.format.qcow2.internal.layout.HeaderExtension;
import org.blockyard.format.qcow2.internal.layout.SnapshotEntry;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * Reads a header and refuses what is malformed, beyond limits or not supported, before any memory
 * is spent on it.
 */
public final class HeaderReader {
    private static final int MAX_BACKING_NAME = 1023;

    private final ImageFile file;

    /** A reader of this file's header. */
    public HeaderReader(ImageFile file) {
        this.file = file;
    }

    /** Reads and checks the header. */
    public HeaderStore read() throws IOException {
        var start = file.read(0, Header.V3_LENGTH);
        require(start.getInt(0) == Header.MAGIC, "Image is not in qcow2 format");
        int version = start.getInt(4);
        if (version != 2 && version != 3) {
            throw unsupported("Unsupported qcow2 version " + (version & 0xffffffffL));
        }
        int clusterBits = start.getInt(20);
        require(
                clusterBits >= Geometry.MIN_CLUSTER_BITS
                        && clusterBits <= Geometry.MAX_CLUSTER_BITS,
                "Unsupported cluster size: 2^" + clusterBits);
        int length = Header.lengthIn(start);
        require(
                length >= (version == 2 ? Header.V2_LENGTH : Header.V3_LENGTH),
                "the header is too short");
        require(length <= 1 << clusterBits, "the header is larger than a cluster");
        var header = Header.read(file.read(0, length), length);
        var extensions = readExtensions(header);
        checkFeatures(header, extensions);
        checkTables(header);
        if (header.cryptMethod() == 2) {
            checkEncryption(header, extensions);
        }
        return new HeaderStore(file, header, extensions, readBackingName(header));
    }

    private List<HeaderExtension> readExtensions(Header header) throws IOException {
        long clusterSize = 1L << header.clusterBits();
        long backing = header.backingOffset();
        require(
                backing >= 0 && backing <= clusterSize,
                "the backing file's name is not in the first cluster");
        long end = backing == 0 ? clusterSize : backing;
        require(
                end >= header.length() || backing == 0,
                "the backing file's name lies in the header");
        long here = Math.min(end, Math.max(file.length(), header.length()));
        return HeaderExtension.readAll(file.read(header.length(), (int) (here - header.length())));
    }

    private Optional<String> readBackingName(Header header) throws IOException {
        if (header.backingOffset() == 0) {
            return Optional.empty();
        }
        long room = (1L << header.clusterBits()) - header.backingOffset();
        int length = header.backingLength();
        require(
                length >= 0 && length <= Math.min(MAX_BACKING_NAME, room),
                "the backing file's name is too long");
        var name = file.read(header.backingOffset(), length);
        return Optional.of(StandardCharsets.UTF_8.decode(name).toString());
    }

    private static void checkFeatures(Header header, List<HeaderExtension> extensions)
            throws BlockException {
        long unknown = header.incompatible() & ~Features.KNOWN_INCOMPATIBLE;
        if (unknown != 0) {
            throw unsupported(
                    "the image uses features that are not known: "
                            + FeatureNames.describe(unknown, extensions));
        }
        require(
                header.refcountOrder() >= 0
                        && header.refcountOrder() <= Geometry.MAX_REFCOUNT_ORDER,
                "reference counts wider than 64 bits");
        boolean flagged = header.incompatible(Features.COMPRESSION_TYPE);
        require(
                flagged == (header.compressionType() != 0),
                "the compression type contradicts its feature bit");
        if (header.compressionType() > 1) {
            throw unsupported("compression type " + header.compressionType());
        }
        require(
                !header.incompatible(Features.EXTENDED_L2)
                        || header.clusterBits() >= Geometry.MIN_EXTENDED_BITS,
                "clusters with subclusters have at least 16 KiB");
        require(
                header.cryptMethod() >= 0 && header.cryptMethod() <= 2,
                "unknown encryption method");
        require(
                header.cryptMethod() == 0 || header.size() % 512 == 0,
                "an encrypted disk has whole sectors");
        require(
                header.cryptMethod() != 2 || encryptionIsNamed(extensions),
                "the image names no LUKS header");
    }

    private static boolean encryptionIsNamed(List<HeaderExtension> extensions) {
        return HeaderExtension.find(extensions, HeaderExtension.ENCRYPTION)
                .filter(found -> found.data().length == EncryptionExtension.LENGTH)
                .isPresent();
    }

    private void checkTables(Header header) throws BlockException {
        var geometry = header.geometry();
        require(header.size() >= 0, "the disk size is too large");
        int clusters = header.refcountTableClusters();
        require(
                clusters > 0
                        && (long) clusters << geometry.clusterBits()
                                <= Geometry.MAX_REFCOUNT_TABLE_BYTES,
                "the refcount table has no clusters, or more than 8 MiB");
        checkTable(
                geometry,
                "refcount table",
                header.refcountTableOffset(),
                (long) clusters << geometry.clusterBits());
        int entries = header.l1Entries();
        require(
                entries >= 0 && entries <= Geometry.MAX_L1_BYTES / 8,
                "the L1 table is larger than 32 MiB");
        require(
                geometry.l1EntriesFor(header.size()) <= entries,
                "the L1 table is too small for the disk");
        if (entries > 0) {
            checkTable(geometry, "L1 table", header.l1Offset(), entries * 8L);
        }
        int snapshots = header.snapshotCount();
        require(
                snapshots >= 0 && snapshots <= SnapshotEntry.MAX_COUNT,
                "more than 65536 snapshots");
        if (snapshots > 0) {
            checkTable(
                    geometry,
                    "snapshot table",
                    header.snapshotsOffset(),
                    (long) snapshots * SnapshotEntry.FIXED);
        }
    }

    private void checkEncryption(Header header, List<HeaderExtension> extensions)
            throws BlockException {
        var data =
                HeaderExtension.find(extensions, HeaderExtension.ENCRYPTION).orElseThrow().data();
        var place = EncryptionExtension.read(ByteBuffer.wrap(data));
        require(
                place.length() > 0 && place.length() <= EncryptionExtension.MOST,
                "the LUKS header's length is not valid");
        checkTable(header.geometry(), "LUKS header", place.offset(), place.length());
    }

    private void checkTable(Geometry geometry, String what, long offset, long size)
            throws BlockException {
        require(
                geometry.aligned(offset) && offset > 0 && offset < Geometry.MAX_OFFSET,
                what + " offset is not valid");
        require(
                offset + size <= geometry.roundUp(file.length()),
                what + " lies beyond the end of the file");
    }

    private static void require(boolean holds, String otherwise) throws BlockException {
        if (!holds) {
            throw new BlockException(ErrorKind.INVALID_FORMAT, otherwise);
        }
    }

    private static BlockException unsupported(String what) {
        return new BlockException(ErrorKind.UNSUPPORTED, what);
    }
}
