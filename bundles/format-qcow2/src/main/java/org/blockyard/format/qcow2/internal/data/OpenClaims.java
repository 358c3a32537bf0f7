package org.blockyard.format.qcow2.internal.data;

import java.util.ArrayList;
import java.util.List;

/** The claims that have not ended. Under the metadata lock. */
final class OpenClaims {
    private final List<Claim> open = new ArrayList<>();

    void add(Claim claim) {
        open.add(claim);
    }

    void remove(Claim claim) {
        // the one itself: a record's equals is made at run time, which costs a tool milliseconds
        open.removeIf(other -> other == claim);
    }

    /** Whether nobody claims a guest cluster. */
    boolean isFree(long cluster) {
        return areFree(cluster, cluster + 1);
    }

    /** Whether nobody claims a guest cluster of a range. */
    boolean areFree(long from, long to) {
        for (int i = 0; i < open.size(); i++) {
            if (open.get(i).overlaps(from, to)) {
                return false;
            }
        }
        return true;
    }
}
