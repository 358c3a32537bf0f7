package org.blockyard.format.qcow2;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.blockyard.driver.BitmapInfo;
import org.blockyard.driver.Measurement;
import org.blockyard.driver.Preallocation;
import org.blockyard.format.qcow2.internal.layout.BitmapEntry;
import org.blockyard.format.qcow2.option.Qcow2CreateOptions;
import org.blockyard.format.qcow2.option.Qcow2Key;
import org.blockyard.io.DataChannel;
import org.blockyard.io.Extent;

/** Computes how large a new image would be: data, and the tables that name and count them. */
final class ImageMeasure {
    private static final int HEADER = 1;

    private final long clusterSize;
    private final long l2Entry;
    private final int refcountBits;
    private final boolean given;
    private final boolean shared;
    private final boolean bitmaps;
    private final long luks;

    /** For an image of checked options. */
    ImageMeasure(Qcow2CreateOptions options) {
        var preallocation = options.preallocation().orElse(Preallocation.OFF);
        this.clusterSize = options.clusterSize();
        this.l2Entry = options.extendedL2() ? 16 : 8;
        this.refcountBits = options.refcountBits();
        this.given = preallocation == Preallocation.FALLOC || preallocation == Preallocation.FULL;
        this.shared = options.backingFile().isPresent();
        this.luks =
                options.encrypt()
                        .filter(encrypt -> encrypt.format() == Qcow2Key.Format.LUKS)
                        .map(encrypt -> up(encrypt.luks().payloadOffset(), clusterSize))
                        .orElse(0L);
        this.bitmaps =
                options.version().orElse(Qcow2CreateOptions.Version.V3)
                        == Qcow2CreateOptions.Version.V3;
    }

    /** Measures a disk of so many bytes, filled with the source's data if there is a source. */
    Measurement of(long size, Optional<DataChannel> source, List<BitmapInfo> kept)
            throws IOException {
        long clusters = up(size, clusterSize);
        long tables = tables(clusters) + luks;
        long data = 0;
        if (given || source.isPresent() && shared) {
            data = clusters;
        } else if (source.isPresent()) {
            data = dataClusters(source.get(), size);
        }
        return new Measurement(
                (tables + data) * clusterSize,
                (tables + clusters) * clusterSize,
                bitmaps && source.isPresent()
                        ? OptionalLong.of(bitmaps(size, kept))
                        : OptionalLong.empty());
    }

    /** Clusters of the bits, of their tables and of the directory. */
    private long bitmaps(long size, List<BitmapInfo> kept) {
        long clusters = 0;
        long directory = 0;
        for (var bitmap : kept) {
            if (!bitmap.inUse()) {
                long bits = up(up(up(size, bitmap.granularity()), 8), clusterSize);
                clusters += bits + up(bits * 8, clusterSize);
                var name = bitmap.name().getBytes(StandardCharsets.UTF_8);
                directory += up(BitmapEntry.FIXED + name.length, 8) * 8;
            }
        }
        return (clusters + up(directory, clusterSize)) * clusterSize;
    }

    private static long up(long amount, long unit) {
        return amount / unit + (amount % unit == 0 ? 0 : 1);
    }

    /** Clusters of the header, the L1 and L2 tables and the counts of them all. */
    private long tables(long clusters) {
        long l2 = up(clusters, clusterSize / l2Entry);
        long l1 = up(l2 * 8, clusterSize);
        return HEADER + l1 + l2 + counts(HEADER + l1 + l2 + clusters);
    }

    private long counts(long counted) {
        long perBlock = clusterSize * 8 / refcountBits;
        long blocks = 0;
        long table = 0;
        while (true) {
            long needed = up(counted + blocks + table, perBlock);
            long named = up(needed * 8, clusterSize);
            if (needed == blocks && named == table) {
                return blocks + table;
            }
            blocks = needed;
            table = named;
        }
    }

    private long dataClusters(DataChannel source, long size) throws IOException {
        long counted = 0;
        long next = 0;
        for (long at = 0; at < size; ) {
            var extent = source.status(at, size - at);
            if (extent.kind() == Extent.Kind.DATA || extent.kind() == Extent.Kind.PASS_THROUGH) {
                long first = Math.max(next, at / clusterSize);
                next = up(at + extent.length(), clusterSize);
                counted += next - first;
            }
            at += extent.length();
        }
        return counted;
    }
}
