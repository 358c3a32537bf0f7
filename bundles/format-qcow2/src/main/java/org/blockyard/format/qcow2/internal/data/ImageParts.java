package org.blockyard.format.qcow2.internal.data;

import java.io.IOException;
import java.util.function.Function;
import org.blockyard.crypto.cipher.SectorCipher;
import org.blockyard.format.kit.Backing;
import org.blockyard.format.kit.Epochs;
import org.blockyard.format.qcow2.internal.bitmaps.BitmapDirectory;
import org.blockyard.format.qcow2.internal.bitmaps.Bitmaps;
import org.blockyard.format.qcow2.internal.crypt.GuestData;
import org.blockyard.format.qcow2.internal.layout.Geometry;
import org.blockyard.format.qcow2.internal.meta.Metadata;
import org.blockyard.format.qcow2.internal.meta.SnapshotTable;
import org.blockyard.format.qcow2.internal.meta.Tuning;
import org.blockyard.format.qcow2.internal.snapshot.Snapshots;
import org.blockyard.io.Limits;

/**
 * What an open image is worked on with, put together for its present version and count width. After
 * a change of these all of it is made anew.
 */
final class ImageParts implements AutoCloseable {
    final Metadata metadata;
    final Geometry geometry;
    final Epochs epochs;
    final Backing backing;
    final GuestData data;
    final GuestReader reader;
    final GuestWriter writer;
    final QuickWriter quickWriter;
    final ClusterCopy copier;
    final CompressedWriter packer;
    final ClusterEdits edits;
    final ZeroWrite zeroes;
    final Status status;
    final SpaceAhead spaceAhead;
    final Resize resize;
    final Compaction compaction;
    final Snapshots snapshots;
    final Bitmaps bitmaps;
    final Limits limits;
    private final CompressedReader compressed;
    private final Tuning tuning;

    private ImageParts(ImageSetup setup, SnapshotTable table, Function<Metadata, Bitmaps> bitmaps)
            throws IOException {
        var header = setup.store().header();
        var behaviour = setup.behaviour();
        var buffers = setup.buffers();
        this.tuning = setup.tuning().of(header);
        this.metadata =
                new Metadata(
                        setup.file(), setup.dataFile(), setup.store(), setup.corruption(), tuning);
        this.geometry = metadata.geometry();
        this.epochs = metadata.epochs();
        this.backing = new Backing(setup.backing(), setup.store().backingFile().isPresent());
        this.data = setup.keys().encryption().data(metadata, buffers);
        var codec = Compression.codec(header);
        var clusters = new Clusters(metadata);
        var claims = new Claims(metadata, clusters, behaviour.passOthers());
        this.compressed = new CompressedReader(metadata, codec, buffers);
        this.reader = new GuestReader(metadata, data, clusters, backing, compressed);
        var filling = new ClusterFilling(metadata, data, clusters, reader, backing, buffers);
        this.writer = new GuestWriter(metadata, data, clusters, claims, filling);
        this.quickWriter = new QuickWriter(metadata, data, clusters, claims, filling, buffers);
        this.copier = new ClusterCopy(metadata, data, clusters, claims);
        this.packer =
                new CompressedWriter(
                        metadata,
                        clusters,
                        new PackedClaims(metadata, claims),
                        writer,
                        codec,
                        buffers);
        this.edits =
                new ClusterEdits(
                        metadata,
                        clusters,
                        claims,
                        backing,
                        behaviour.passDiscards(),
                        behaviour.keepPlaces());
        this.zeroes = new ZeroWrite(metadata, edits, backing);
        this.status = new Status(metadata, clusters);
        this.spaceAhead = new SpaceAhead(metadata);
        this.snapshots = new Snapshots(metadata, data, table, behaviour.passSnapshots());
        this.resize = new Resize(metadata, edits, writer, claims, backing, snapshots);
        this.compaction = new Compaction(metadata, data, reader, clusters, edits, buffers);
        this.bitmaps = bitmaps.apply(metadata);
        this.limits = limits(metadata.encrypted(), geometry);
        metadata.guardSnapshots(table);
    }

    private static Limits limits(boolean encrypted, Geometry geometry) {
        var whole = encrypted ? Limits.NONE.aligned(SectorCipher.SECTOR, 1) : Limits.NONE;
        return whole.grain(geometry.unitSize(), geometry.clusterSize())
                .transfers(geometry.clusterSize(), Limits.MAX_REQUEST);
    }

    /** Of an image whose bitmaps were read, or are left alone. */
    static ImageParts of(ImageSetup setup, BitmapDirectory directory) throws IOException {
        return of(setup, metadata -> Bitmaps.of(metadata, directory));
    }

    private static ImageParts of(ImageSetup setup, Function<Metadata, Bitmaps> bitmaps)
            throws IOException {
        return new ImageParts(
                setup, SnapshotTable.read(setup.file(), setup.store().header()), bitmaps);
    }

    /** Of the image as it is on disk now, with what was written behind its old end left alone. */
    ImageParts anew(ImageSetup setup) throws IOException {
        setup.file().touch(setup.file().touchedEnd());
        var directory = BitmapDirectory.read(setup.file(), setup.store());
        return of(setup, metadata -> bitmaps.anew(metadata, directory));
    }

    /** Whether they can go on working on the image as its header is now. */
    boolean fit(ImageSetup setup) throws IOException {
        var header = setup.store().header();
        return header.geometry().equals(geometry) && setup.tuning().of(header).equals(tuning);
    }

    /** Gives back memory. */
    @Override
    public void close() {
        compressed.close();
    }
}
