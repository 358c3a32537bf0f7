package org.blockyard.filter.quorum;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** What several children read of the same place: versions, and who holds which. */
final class Ballot {
    private final List<Version> versions = new ArrayList<>();

    /**
     * What some children hold.
     *
     * @param bytes the bytes, from 0 to the limit
     * @param holders the children's indexes
     */
    record Version(ByteBuffer bytes, List<Integer> holders) {}

    /** Counts what a child read. */
    void cast(int child, ByteBuffer bytes) {
        for (var version : versions) {
            if (version.bytes().mismatch(bytes) < 0) {
                version.holders().add(child);
                return;
            }
        }
        versions.add(new Version(bytes, new ArrayList<>(List.of(child))));
    }

    /** Whether all hold the same. */
    boolean unanimous() {
        return versions.size() == 1;
    }

    /** The version that most hold, the first of several. */
    Version winner() {
        var best = versions.getFirst();
        for (var version : versions) {
            if (version.holders().size() > best.holders().size()) {
                best = version;
            }
        }
        return best;
    }

    /** The children that do not hold a version. */
    List<Integer> losers(Version winner) {
        return versions.stream()
                .filter(version -> version != winner)
                .flatMap(version -> version.holders().stream())
                .toList();
    }

    /** Where the first two versions differ. */
    int firstDifference() {
        return versions.get(0).bytes().mismatch(versions.get(1).bytes());
    }
}
