package org.blockyard.kernel.internal.bitmap;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.blockyard.bitmap.DirtyBits;
import org.blockyard.driver.KeptBitmap;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.platform.LazyLogger;

/**
 * A store in a file beside the image, for images that can't keep bitmaps themselves. Its bits count
 * only if the image is the very file, unchanged, that it was when they were stored.
 */
final class SidecarStore implements BitmapStore {
    private static final System.Logger LOG = LazyLogger.of(SidecarStore.class);
    private static final String SUFFIX = ".bitmaps";

    private final Path image;
    private final Path file;
    private Optional<List<KeptBitmap>> pending = Optional.empty();
    private boolean unusable;

    /**
     * The store of a node.
     *
     * @param driver its driver: what is a disk's beginning to one is a header to another
     */
    SidecarStore(Path image, String driver) {
        this.image = image;
        this.file = image.resolveSibling(image.getFileName() + "." + driver + SUFFIX);
    }

    @Override
    public List<KeptBitmap> look() throws IOException {
        return Files.exists(file) ? read() : List.of();
    }

    @Override
    public List<KeptBitmap> take() throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        var found = read();
        if (!unusable) {
            Sidecar.sayInUse(file);
        }
        return found;
    }

    /** The bitmaps; without bits if those may not be true any more. */
    private List<KeptBitmap> read() {
        try {
            var sidecar = Sidecar.read(file);
            if (sidecar.complete() && sidecar.stamp().equals(ImageStamp.of(image))) {
                return sidecar.bitmaps();
            }
            LOG.log(
                    Level.WARNING,
                    "'"
                            + file
                            + "' does not tell of '"
                            + image
                            + "' as it is now: its bitmaps are inconsistent");
            return sidecar.bitmaps().stream().map(SidecarStore::lost).toList();
        } catch (IOException e) {
            LOG.log(Level.ERROR, "'" + file + "' can't be used: " + e.getMessage());
            unusable = true;
            return List.of();
        }
    }

    private static KeptBitmap lost(KeptBitmap bitmap) {
        return new KeptBitmap(
                bitmap.name(), bitmap.granularity(), bitmap.recording(), Optional.empty());
    }

    @Override
    public void requireKeepable(String name, long granularity) throws BlockException {
        if (unusable) {
            throw new BlockException(
                    ErrorKind.INVALID_FORMAT, "'" + file + "' is there and can't be used");
        }
        if (!Files.isWritable(file.resolveSibling("."))) {
            throw new BlockException(
                    ErrorKind.DENIED, "no file can be made beside '" + image + "'");
        }
    }

    /** Nothing is written yet: closing the device may still touch the image. */
    @Override
    public void keep(List<KeptBitmap> bitmaps) {
        pending = unusable ? Optional.empty() : Optional.of(List.copyOf(bitmaps));
    }

    @Override
    public void closed() throws IOException {
        var bitmaps = pending;
        pending = Optional.empty();
        if (bitmaps.isEmpty()) {
            return;
        }
        if (bitmaps.get().isEmpty()) {
            Sidecar.remove(file);
        } else {
            new Sidecar(true, ImageStamp.settled(image), length(bitmaps.get()), bitmaps.get())
                    .write(file);
        }
    }

    private static long length(List<KeptBitmap> bitmaps) {
        return bitmaps.stream()
                .flatMap(bitmap -> bitmap.bits().stream())
                .mapToLong(DirtyBits::length)
                .findFirst()
                .orElse(0);
    }
}
