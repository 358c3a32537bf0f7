package org.blockyard.commands.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.blockyard.bitmap.DirtyBitmap;
import org.blockyard.bitmap.DirtyBitmaps;
import org.blockyard.option.Option;

/** What {@code query-named-block-nodes} tells of a dirty bitmap. */
record BlockDirtyInfo(
        @Option("name of the bitmap") Optional<String> name,
        @Option("whether it records writes") boolean recording,
        @Option("whether it outlives the node") boolean persistent,
        @Option("whether a job or an export uses it") boolean busy,
        @Option(value = "bytes a bit", min = 0, max = 0xFFFF_FFFFL) long granularity,
        @Option("bytes that are dirty") long count,
        @Option("whether it was not stored when last used, so that it can only be removed")
                Optional<Boolean> inconsistent,
        @Option("who uses it, for people") Optional<String> xBlockyardUser) {
    /** All of a node, newest first; nothing if it has none. */
    static Optional<List<BlockDirtyInfo>> of(DirtyBitmaps bitmaps) {
        var infos = new ArrayList<BlockDirtyInfo>();
        bitmaps.named().reversed().forEach(bitmap -> infos.add(of(bitmap)));
        return infos.isEmpty() ? Optional.empty() : Optional.of(infos);
    }

    private static BlockDirtyInfo of(DirtyBitmap bitmap) {
        return new BlockDirtyInfo(
                Optional.of(bitmap.name()),
                bitmap.recording(),
                bitmap.persistent(),
                bitmap.busy(),
                bitmap.bits().granularity(),
                bitmap.bits().dirtyBytes(),
                bitmap.inconsistent() ? Optional.of(true) : Optional.empty(),
                bitmap.user());
    }
}
