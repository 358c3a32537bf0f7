package org.blockyard.format.qcow2.internal.data;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.blockyard.driver.ImageDescription;
import org.blockyard.format.qcow2.internal.crypt.Encryption;
import org.blockyard.format.qcow2.internal.layout.BitmapEntry;
import org.blockyard.format.qcow2.internal.layout.Features;
import org.blockyard.format.qcow2.internal.layout.Header;
import org.blockyard.format.qcow2.internal.layout.SnapshotEntry;
import org.blockyard.format.qcow2.internal.meta.HeaderStore;
import org.blockyard.format.qcow2.internal.meta.SnapshotTable;

/** What an image tells about itself. */
record Description(
        HeaderStore store,
        SnapshotTable snapshots,
        List<BitmapEntry> bitmaps,
        Encryption encryption) {
    ImageDescription image() {
        var header = store.header();
        return new ImageDescription(
                OptionalInt.of(1 << header.clusterBits()),
                header.cryptMethod() != 0,
                false,
                header.incompatible(Features.DIRTY),
                store.backingFile(),
                store.backingFormat(),
                OptionalLong.empty(),
                List.copyOf(snapshots.entries().stream().map(SnapshotEntry::info).toList()),
                Optional.of("qcow2"),
                specific(header),
                Optional.empty());
    }

    private Map<String, Object> specific(Header header) {
        var members = new LinkedHashMap<String, Object>();
        members.put("compat", header.version() == 2 ? "0.10" : "1.1");
        members.put("compression-type", Compression.of(header).word());
        if (header.version() >= 3) {
            members.put("lazy-refcounts", (header.compatible() & Features.LAZY_REFCOUNTS) != 0);
        }
        if (!bitmaps.isEmpty()) {
            members.put("bitmaps", bitmaps.stream().map(Description::bitmap).toList());
        }
        members.put("refcount-bits", (long) header.geometry().refcountBits());
        if (header.incompatible(Features.DATA_FILE)) {
            store.dataFile().ifPresent(name -> members.put("data-file", name));
            members.put("data-file-raw", (header.autoclear() & Features.RAW_DATA_FILE) != 0);
        }
        if (encryption.present()) {
            members.put("encrypt", encryption.describe());
        }
        if (header.version() >= 3) {
            members.put("corrupt", header.incompatible(Features.CORRUPT));
            members.put("extended-l2", header.incompatible(Features.EXTENDED_L2));
        }
        return members;
    }

    private static Map<String, Object> bitmap(BitmapEntry entry) {
        var flags = new ArrayList<String>();
        if (entry.inUse()) {
            flags.add("in-use");
        }
        if (entry.auto()) {
            flags.add("auto");
        }
        var members = new LinkedHashMap<String, Object>();
        members.put("flags", flags);
        members.put("name", entry.name());
        members.put("granularity", 1L << entry.granularityBits());
        return members;
    }
}
