package org.blockyard.export.nbd.protocol;

import java.util.ArrayList;
import java.util.List;

/**
 * A set of metadata contexts. Their ids are fixed: 0 is {@code base:allocation}, 1 is {@code
 * qemu:allocation-depth}. An unknown query selects nothing, as the specification wants.
 *
 * @param allocation whether {@code base:allocation} is in it
 * @param depth whether {@code qemu:allocation-depth} is in it
 */
record MetaContexts(boolean allocation, boolean depth) {
    static final int ALLOCATION_ID = 0;
    static final int DEPTH_ID = 1;
    static final String ALLOCATION = "base:allocation";
    static final String DEPTH = "qemu:allocation-depth";

    /** No context. */
    static final MetaContexts NONE = new MetaContexts(false, false);

    /** All that a disk has. */
    static MetaContexts of(Disk disk) {
        return new MetaContexts(true, disk.allocationDepth());
    }

    boolean isEmpty() {
        return !allocation && !depth;
    }

    MetaContexts or(MetaContexts more) {
        return new MetaContexts(allocation || more.allocation, depth || more.depth);
    }

    MetaContexts and(MetaContexts those) {
        return new MetaContexts(allocation && those.allocation, depth && those.depth);
    }

    /**
     * What a query names.
     *
     * @param listing whether a namespace alone names all in it
     */
    static MetaContexts named(String query, boolean listing) {
        boolean base = listing && query.equals("base:");
        boolean qemu = listing && query.equals("qemu:");
        return new MetaContexts(base || query.equals(ALLOCATION), qemu || query.equals(DEPTH));
    }

    /** The context of that id, or none. */
    static MetaContexts ofId(int id) {
        return new MetaContexts(id == ALLOCATION_ID, id == DEPTH_ID);
    }

    /** Its members in the order of their ids. */
    List<Member> members() {
        var members = new ArrayList<Member>(2);
        if (allocation) {
            members.add(new Member(ALLOCATION_ID, ALLOCATION));
        }
        if (depth) {
            members.add(new Member(DEPTH_ID, DEPTH));
        }
        return members;
    }

    /** One context. */
    record Member(int id, String name) {}
}
