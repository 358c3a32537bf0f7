package org.blockyard.img.internal;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.blockyard.bitmap.BitmapRequest;
import org.blockyard.bitmap.DirtyBitmap;
import org.blockyard.bitmap.DirtyBits;
import org.blockyard.driver.BitmapInfo;
import org.blockyard.driver.BitmapKeeping;
import org.blockyard.driver.KeptBitmap;
import org.blockyard.graph.BlockNode;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/** Carries the persistent bitmaps of one image to another. */
final class BitmapCopy {
    private BitmapCopy() {}

    /** Whether an image can keep bitmaps. */
    static boolean possible(BlockNode node) throws IOException {
        return node.has(BitmapKeeping.class)
                && node.with(BitmapKeeping.class, BitmapKeeping::canKeepBitmaps);
    }

    /** The bitmaps that an image has, for who measures it. */
    static List<BitmapInfo> infos(BlockNode node) {
        return node.dirtyBitmaps().named().stream()
                .map(
                        bitmap ->
                                new BitmapInfo(
                                        bitmap.name(),
                                        bitmap.bits().granularity(),
                                        bitmap.recording(),
                                        bitmap.inconsistent(),
                                        bitmap.bits().dirtyBytes()))
                .toList();
    }

    /** The bitmaps that can be copied; a broken one is left out, or an error. */
    static List<DirtyBitmap> whole(BlockNode source, boolean skipBroken, PrintStream err)
            throws IOException {
        if (!possible(source)) {
            throw new BlockException(ErrorKind.UNSUPPORTED, "Source lacks bitmap support");
        }
        var whole = new ArrayList<DirtyBitmap>();
        for (var bitmap : source.dirtyBitmaps().named()) {
            if (!bitmap.inconsistent()) {
                whole.add(bitmap);
            } else if (skipBroken) {
                err.println(
                        "qemu-img: warning: Skipping inconsistent bitmap '" + bitmap.name() + "'");
            } else {
                throw new BlockException(
                                ErrorKind.CORRUPT,
                                "Cannot copy inconsistent bitmap '" + bitmap.name() + "'")
                        .hint("Try --skip-broken-bitmaps, or use 'qemu-img bitmap --remove'");
            }
        }
        return whole;
    }

    /** Makes the same bitmaps in the target, with the same marks. */
    static void copy(List<DirtyBitmap> bitmaps, BlockNode target) throws IOException {
        for (var bitmap : bitmaps) {
            try {
                copy(bitmap, target);
            } catch (IOException e) {
                throw BlockException.of(e)
                        .prefix("Failed to populate bitmap " + bitmap.name() + ": ");
            }
        }
        if (!bitmaps.isEmpty()) {
            store(target);
        }
    }

    /**
     * Brings the bitmaps to the image, so that who asked for them hears if that fails. To be the
     * last that is done with it.
     */
    static void store(BlockNode node) throws IOException {
        var kept = new ArrayList<KeptBitmap>();
        for (var bitmap : node.dirtyBitmaps().named()) {
            var bits =
                    bitmap.inconsistent()
                            ? Optional.<DirtyBits>empty()
                            : Optional.of(bitmap.bits());
            kept.add(
                    new KeptBitmap(
                            bitmap.name(), bitmap.bits().granularity(), bitmap.recording(), bits));
        }
        try {
            node.with(
                    BitmapKeeping.class,
                    image -> {
                        image.keepBitmaps(kept);
                        return image;
                    });
        } catch (IOException e) {
            throw BlockException.of(e).prefix("Failed to store the bitmaps: ");
        }
    }

    private static void copy(DirtyBitmap bitmap, BlockNode target) throws IOException {
        var granularity = OptionalLong.of(bitmap.bits().granularity());
        target.dirtyBitmaps()
                .add(new BitmapRequest(bitmap.name(), granularity, true, bitmap.recording()))
                .bits()
                .add(bitmap.bits());
    }
}
