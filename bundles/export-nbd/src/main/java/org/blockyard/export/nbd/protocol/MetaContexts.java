package org.blockyard.export.nbd.protocol;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A set of metadata contexts of a disk. Their ids are fixed: 0 is {@code base:allocation}, 1 is
 * {@code qemu:allocation-depth}, and from 2 on come the disk's dirty bitmaps. An unknown query
 * selects nothing, as the specification wants.
 *
 * @param ids which are in it
 * @param bitmaps the names of all bitmaps that the disk offers
 */
record MetaContexts(SortedSet<Integer> ids, List<String> bitmaps) {
    static final int ALLOCATION_ID = 0;
    static final int DEPTH_ID = 1;
    static final int FIRST_BITMAP_ID = 2;
    static final String ALLOCATION = "base:allocation";
    static final String DEPTH = "qemu:allocation-depth";
    static final String BITMAPS = "qemu:dirty-bitmap:";

    /** No context. */
    static final MetaContexts NONE = new MetaContexts(Collections.emptySortedSet(), List.of());

    /** All that a disk has. */
    static MetaContexts of(Disk disk) {
        var ids = new TreeSet<Integer>();
        ids.add(ALLOCATION_ID);
        if (disk.allocationDepth()) {
            ids.add(DEPTH_ID);
        }
        var bitmaps = disk.bitmaps();
        for (int i = 0; i < bitmaps.size(); i++) {
            ids.add(FIRST_BITMAP_ID + i);
        }
        return new MetaContexts(ids, bitmaps);
    }

    boolean isEmpty() {
        return ids.isEmpty();
    }

    int size() {
        return ids.size();
    }

    /** These and those, which are of the same disk. */
    MetaContexts or(MetaContexts more) {
        if (more.isEmpty()) {
            return this;
        }
        var all = new TreeSet<>(ids);
        all.addAll(more.ids);
        return new MetaContexts(all, more.bitmaps);
    }

    /**
     * Those of them that a query names.
     *
     * @param listing whether a namespace alone names all in it
     */
    MetaContexts named(String query, boolean listing) {
        var chosen = new TreeSet<Integer>();
        for (int id : ids) {
            boolean within =
                    switch (query) {
                        case "base:" -> listing && id == ALLOCATION_ID;
                        case "qemu:" -> listing && id >= DEPTH_ID;
                        case BITMAPS -> listing && id >= FIRST_BITMAP_ID;
                        default -> name(id).equals(query);
                    };
            if (within) {
                chosen.add(id);
            }
        }
        return new MetaContexts(chosen, bitmaps);
    }

    /** The one of that id, or none. */
    MetaContexts only(int id) {
        return ids.contains(id) ? new MetaContexts(new TreeSet<>(List.of(id)), bitmaps) : NONE;
    }

    private String name(int id) {
        return switch (id) {
            case ALLOCATION_ID -> ALLOCATION;
            case DEPTH_ID -> DEPTH;
            default -> BITMAPS + bitmaps.get(id - FIRST_BITMAP_ID);
        };
    }

    /** Its members in the order of their ids. */
    List<Member> members() {
        var members = new ArrayList<Member>(ids.size());
        ids.forEach(id -> members.add(new Member(id, name(id))));
        return members;
    }

    /** One context. */
    record Member(int id, String name) {
        /** The dirty bitmap that it tells of; empty if it tells of the disk. */
        String bitmap() {
            return id < FIRST_BITMAP_ID ? "" : name.substring(BITMAPS.length());
        }
    }
}
