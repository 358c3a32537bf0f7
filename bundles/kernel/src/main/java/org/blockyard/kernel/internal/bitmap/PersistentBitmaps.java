package org.blockyard.kernel.internal.bitmap;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.blockyard.bitmap.DirtyBits;
import org.blockyard.driver.KeptBitmap;
import org.blockyard.io.BlockException;
import org.blockyard.platform.LazyLogger;

/**
 * Brings the persistent bitmaps of a node from the store of its device and back. Those that are in
 * memory already, because the node had another device before, win over what the new one tells of
 * them: it only knows that they are in use. Used under the lock of {@link NodeBitmaps}.
 */
final class PersistentBitmaps {
    private static final System.Logger LOG = LazyLogger.of(PersistentBitmaps.class);

    private final NodeBitmaps owner;
    private Optional<BitmapStore> store = Optional.empty();
    private NodeAccess access = NodeAccess.NONE;

    PersistentBitmaps(NodeBitmaps owner) {
        this.owner = owner;
    }

    /** The store that a bitmap can be added to. */
    Optional<BitmapStore> writable() {
        return access == NodeAccess.WRITE ? store : Optional.empty();
    }

    /** A device is there, with the bitmaps of its store, as far as they could be had. */
    void arrived(
            List<NodeBitmap> named,
            Optional<BitmapStore> next,
            NodeAccess nextAccess,
            List<KeptBitmap> found,
            long length) {
        store = next;
        access = nextAccess;
        if (access == NodeAccess.NONE) {
            named.removeIf(bitmap -> bitmap.persistent() && !bitmap.busy());
        }
        for (var kept : found) {
            var mine = named.stream().filter(b -> b.name().equals(kept.name())).findFirst();
            if (mine.isEmpty()) {
                named.add(bitmap(kept, length));
            } else if (mine.get().persistent()) {
                rejoin(mine.get(), kept);
            }
        }
        for (var bitmap : named) {
            if (bitmap.persistent()) {
                bitmap.readOnly(access != NodeAccess.WRITE);
                bitmap.stored(bitmap.stored() && access != NodeAccess.WRITE);
            }
        }
    }

    private NodeBitmap bitmap(KeptBitmap kept, long length) {
        var bits = kept.bits().filter(found -> found.length() == length);
        var bitmap =
                new NodeBitmap(
                        owner,
                        kept.name(),
                        bits.orElseGet(() -> new DirtyBits(0, kept.granularity())),
                        true,
                        kept.recording() && bits.isPresent());
        if (bits.isEmpty()) {
            bitmap.spoil();
        }
        return bitmap;
    }

    /** Between the devices others may have used the image, if it was complete then. */
    private static void rejoin(NodeBitmap mine, KeptBitmap kept) {
        if (mine.stored() && kept.bits().isEmpty()) {
            mine.spoil();
        } else if (mine.stored() && !mine.inconsistent()) {
            kept.bits().ifPresent(mine::merge);
        }
    }

    /** The device is flushed and about to be closed. */
    void departing(List<NodeBitmap> named) {
        var to = writable();
        if (to.isEmpty()) {
            return;
        }
        var mine = named.stream().filter(NodeBitmap::persistent).toList();
        try {
            var kept = new ArrayList<KeptBitmap>();
            mine.forEach(bitmap -> kept.add(bitmap.kept()));
            to.get().keep(kept);
            mine.forEach(bitmap -> bitmap.stored(true));
        } catch (IOException | RuntimeException e) {
            lost(e);
        }
    }

    /** The device is closed. */
    void departed() {
        try {
            if (store.isPresent() && access == NodeAccess.WRITE) {
                store.get().closed();
            }
        } catch (IOException | RuntimeException e) {
            lost(e);
        }
        store = Optional.empty();
        access = NodeAccess.NONE;
    }

    private void lost(Exception cause) {
        var why = BlockException.of(cause).sentence();
        LOG.log(Level.ERROR, "the bitmaps of node '" + owner.node() + "' are lost: " + why);
        LOG.log(Level.DEBUG, "why they are lost", cause);
    }
}
