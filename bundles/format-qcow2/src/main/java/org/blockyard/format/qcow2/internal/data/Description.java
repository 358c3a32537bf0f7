package org.blockyard.format.qcow2.internal.data;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.blockyard.driver.ImageDescription;
import org.blockyard.format.qcow2.internal.layout.Features;
import org.blockyard.format.qcow2.internal.layout.Header;
import org.blockyard.format.qcow2.internal.layout.SnapshotEntry;
import org.blockyard.format.qcow2.internal.meta.HeaderStore;
import org.blockyard.format.qcow2.internal.meta.SnapshotTable;

/** What an image tells about itself. */
record Description(HeaderStore store, SnapshotTable snapshots) {
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

    private static Map<String, Object> specific(Header header) {
        var members = new LinkedHashMap<String, Object>();
        members.put("compat", header.version() == 2 ? "0.10" : "1.1");
        members.put("compression-type", Compression.of(header).word());
        if (header.version() >= 3) {
            members.put("lazy-refcounts", (header.compatible() & Features.LAZY_REFCOUNTS) != 0);
        }
        members.put("refcount-bits", (long) header.geometry().refcountBits());
        if (header.version() >= 3) {
            members.put("corrupt", header.incompatible(Features.CORRUPT));
            members.put("extended-l2", header.incompatible(Features.EXTENDED_L2));
        }
        return members;
    }
}
