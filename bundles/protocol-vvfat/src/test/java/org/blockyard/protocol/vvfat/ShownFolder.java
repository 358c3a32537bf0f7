package org.blockyard.protocol.vvfat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.blockyard.driver.HandOverState;
import org.blockyard.io.RequestFlags;

/** A folder shown as a disk, without a node around it. */
final class ShownFolder implements AutoCloseable {
    static final System.Logger LOG = System.getLogger("vvfat-test");

    private final Path real;
    final FatLayout layout;
    final Volume volume;
    final DiskView view;
    final VvfatDevice device;
    private final OpenFiles files;
    private final Overlay overlay = new Overlay();

    ShownFolder(Path folder, FatType type, Geometry geometry) throws IOException {
        layout = FatLayout.of(type, geometry);
        real = folder.toRealPath();
        var root = new FolderScan(layout, LOG).scan(real, folder.toString());
        volume = new VolumeMaker(layout, "QEMU VVFAT", root).make();
        files = new OpenFiles(real);
        view = new DiskView(volume, files, overlay);
        device = device();
    }

    /** The one that follows another, with what that one has left. */
    private ShownFolder(ShownFolder before, HandOverState state) throws IOException {
        real = before.real;
        layout = before.layout;
        volume = HandedVolume.take(state, "options", layout, overlay).orElseThrow();
        files = new OpenFiles(real);
        view = new DiskView(volume, files, overlay);
        device = device();
    }

    private VvfatDevice device() {
        var writeBack = new WriteBack(real, view, volume, files, LOG);
        var handed = new HandedVolume("options", volume);
        return new VvfatDevice(handed, view, overlay, Optional.of(writeBack), LOG);
    }

    /** Closes and opens as a swap does. */
    ShownFolder swapped() throws IOException {
        var state = device.handOver().orElseThrow();
        close();
        return new ShownFolder(this, state);
    }

    static ShownFolder disk(Path folder, FatType type) throws IOException {
        return new ShownFolder(folder, type, Geometry.disk(type));
    }

    static ShownFolder floppy(Path folder) throws IOException {
        return new ShownFolder(folder, FatType.FAT12, Geometry.floppy(true));
    }

    byte[] read(long offset, int length) throws IOException {
        var bytes = ByteBuffer.allocate(length);
        device.read(offset, bytes);
        return bytes.array();
    }

    byte[] content() throws IOException {
        return read(0, (int) device.length());
    }

    void write(long offset, byte[] bytes) throws IOException {
        device.write(offset, ByteBuffer.wrap(bytes), RequestFlags.NONE);
    }

    /** What a reader that trusts nothing finds on the disk. */
    List<DiskEntry> found() throws IOException, InconsistentException {
        return new FatReader(view, read(layout.start(), FatLayout.SECTOR)).read();
    }

    byte[] file(DiskEntry entry) throws IOException {
        var all = ByteBuffer.allocate(entry.chain().length * layout.clusterBytes());
        for (int cluster : entry.chain()) {
            all.put(read(layout.clusterOffset(cluster), layout.clusterBytes()));
        }
        return java.util.Arrays.copyOf(all.array(), (int) entry.size());
    }

    /** Ends as a process that is killed: nothing more is written. */
    void drop() throws IOException {
        overlay.close();
        files.close();
    }

    @Override
    public void close() throws IOException {
        device.close();
        drop();
    }
}
