package org.blockyard.protocol.vvfat;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * What has to be done in the folder so that it is as the volume.
 *
 * @param targets what is to be there, folders before what they hold
 * @param removed what is to go, what folders hold before them
 * @param inTheWay those of the removed in whose place something of another kind comes
 */
record ChangePlan(List<Target> targets, List<Volume.Placed> removed, List<Volume.Placed> inTheWay) {
    /** The plan that makes of what was placed the targets. */
    static ChangePlan of(Collection<Volume.Placed> placed, List<Target> targets)
            throws BlockException {
        Map<Path, Volume.Placed> byHost = new HashMap<>();
        placed.forEach(one -> byHost.put(one.host(), one));
        Set<Path> moved = new HashSet<>();
        Map<Path, Target> wanted = new HashMap<>();
        for (var target : targets) {
            if (target.isMoved()) {
                moved.add(target.source());
            }
            if (wanted.put(target.host(), target) != null) {
                throw taken(target.host());
            }
            boolean known = byHost.containsKey(target.host());
            if (!known && Files.exists(target.host(), LinkOption.NOFOLLOW_LINKS)) {
                throw taken(target.host());
            }
        }
        var removed = new ArrayList<Volume.Placed>();
        var inTheWay = new ArrayList<Volume.Placed>();
        for (var one : placed) {
            var target = wanted.get(one.host());
            boolean otherKind =
                    target != null && target.entry().directory() != one.entry().directory();
            if (otherKind) {
                inTheWay.add(one);
            }
            if ((target == null || otherKind) && !moved.contains(one.host())) {
                removed.add(one);
            }
        }
        return new ChangePlan(targets, removed.reversed(), inTheWay);
    }

    private static BlockException taken(Path host) {
        return new BlockException(
                ErrorKind.EXISTS,
                "the guest wants to write " + host + ", which is there and is not of the disk");
    }

    boolean changesNothing() {
        return removed.isEmpty()
                && targets.stream()
                        .allMatch(target -> target.origin() instanceof Target.Origin.Kept);
    }
}
