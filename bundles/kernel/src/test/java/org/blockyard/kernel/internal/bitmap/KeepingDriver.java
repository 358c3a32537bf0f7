package org.blockyard.kernel.internal.bitmap;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.blockyard.bitmap.DirtyBits;
import org.blockyard.driver.BitmapKeeping;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.BlockDriver;
import org.blockyard.driver.DriverKind;
import org.blockyard.driver.KeptBitmap;
import org.blockyard.driver.OpenContext;
import org.blockyard.io.RequestFlags;
import org.blockyard.option.NoOptions;
import org.blockyard.option.OptionSchema;

/** A driver of one image of nothing that keeps bitmaps. */
final class KeepingDriver implements BlockDriver<NoOptions> {
    static final long LENGTH = 1 << 20;

    /** What is on the disk, over all openings. */
    static final class Image {
        final List<KeptBitmap> bitmaps = new ArrayList<>();
        boolean inUse;
        int stored;

        /** Somebody else marks a range while the image is not in use. */
        void mark(String name, long offset, long length) {
            bitmaps.stream()
                    .filter(bitmap -> bitmap.name().equals(name))
                    .forEach(bitmap -> bitmap.bits().orElseThrow().set(offset, length));
        }
    }

    private final Image image;

    KeepingDriver(Image image) {
        this.image = image;
    }

    @Override
    public String name() {
        return "keeping";
    }

    @Override
    public DriverKind kind() {
        return DriverKind.PROTOCOL;
    }

    @Override
    public OptionSchema<NoOptions> options() {
        return OptionSchema.of(NoOptions.class);
    }

    @Override
    public BlockDevice open(NoOptions options, OpenContext context) {
        return new Device(image);
    }

    private record Device(Image image) implements BlockDevice, BitmapKeeping {
        @Override
        public long length() {
            return LENGTH;
        }

        @Override
        public void read(long offset, ByteBuffer target) {
            while (target.hasRemaining()) {
                target.put((byte) 0);
            }
        }

        @Override
        public void write(long offset, ByteBuffer source, RequestFlags flags) {
            source.position(source.limit());
        }

        @Override
        public List<KeptBitmap> keptBitmaps() {
            return image.bitmaps.stream()
                    .map(
                            kept ->
                                    new KeptBitmap(
                                            kept.name(),
                                            kept.granularity(),
                                            kept.recording(),
                                            image.inUse
                                                    ? Optional.empty()
                                                    : kept.bits().map(DirtyBits::copy)))
                    .toList();
        }

        @Override
        public List<KeptBitmap> takeBitmaps() {
            var taken = keptBitmaps();
            image.inUse = true;
            return taken;
        }

        @Override
        public void requireKeepable(String name, long granularity) {
            // it has room for all
        }

        @Override
        public void keepBitmaps(List<KeptBitmap> bitmaps) {
            image.stored++;
            image.inUse = false;
            image.bitmaps.clear();
            bitmaps.forEach(
                    kept ->
                            image.bitmaps.add(
                                    new KeptBitmap(
                                            kept.name(),
                                            kept.granularity(),
                                            kept.recording(),
                                            kept.bits().map(DirtyBits::copy))));
        }

        @Override
        public void close() {
            // the image goes on
        }
    }
}
