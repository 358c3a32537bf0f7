package org.blockyard.img.internal;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.blockyard.driver.BitmapInfo;
import org.blockyard.driver.Bitmapped;
import org.blockyard.graph.BlockNode;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.Extent;

/** Carries the persistent bitmaps of one image to another. */
final class BitmapCopy {
    private BitmapCopy() {}

    /** Whether an image can keep bitmaps. */
    static boolean possible(BlockNode node) throws IOException {
        return node.has(Bitmapped.class) && node.with(Bitmapped.class, Bitmapped::canKeepBitmaps);
    }

    /** The bitmaps that can be copied; a broken one is left out, or an error. */
    static List<BitmapInfo> whole(BlockNode source, boolean skipBroken, PrintStream err)
            throws IOException {
        if (!possible(source)) {
            throw new BlockException(ErrorKind.UNSUPPORTED, "Source lacks bitmap support");
        }
        var whole = new ArrayList<BitmapInfo>();
        for (var bitmap : source.with(Bitmapped.class, Bitmapped::bitmaps)) {
            if (!bitmap.inUse()) {
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
    static void copy(List<BitmapInfo> bitmaps, BlockNode source, BlockNode target)
            throws IOException {
        for (var bitmap : bitmaps) {
            try {
                copy(bitmap, source, target);
            } catch (IOException e) {
                throw BlockException.of(e)
                        .prefix("Failed to populate bitmap " + bitmap.name() + ": ");
            }
        }
    }

    private static void copy(BitmapInfo bitmap, BlockNode source, BlockNode target)
            throws IOException {
        var granularity = OptionalLong.of(bitmap.granularity());
        target.with(
                Bitmapped.class,
                device -> {
                    device.addBitmap(bitmap.name(), granularity, false);
                    return device;
                });
        merge(source, bitmap.name(), target, bitmap.name());
        target.with(
                Bitmapped.class,
                device -> {
                    device.recordBitmap(bitmap.name(), bitmap.recording());
                    return device;
                });
    }

    /** Marks in one bitmap what is marked in another. */
    static void merge(BlockNode source, String from, BlockNode target, String into)
            throws IOException {
        long length = source.length();
        for (long offset = 0; offset < length; ) {
            long at = offset;
            var run =
                    source.with(
                            Bitmapped.class, device -> device.bitmapStatus(from, at, length - at));
            if (run.kind() == Extent.Kind.DATA) {
                long count = Math.min(run.length(), target.length() - at);
                target.with(
                        Bitmapped.class,
                        device -> {
                            device.markBitmap(into, at, count);
                            return device;
                        });
            }
            offset += run.length();
        }
    }
}
