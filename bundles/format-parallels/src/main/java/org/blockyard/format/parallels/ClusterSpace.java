package org.blockyard.format.parallels;

import java.util.BitSet;
import org.blockyard.format.kit.NewPlace;
import org.blockyard.format.kit.Place;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/** Which clusters of the file are used, and space for new ones. Under the disk's lock. */
final class ClusterSpace {
    /** So many clusters are told apart; space of those behind them is used once. */
    private static final int MOST_KNOWN = 1 << 26;

    private final long start;
    private final int cluster;
    private final long most;
    private final BitSet used = new BitSet();
    private long untouchedFrom;
    private int lowestFree;
    private long end;

    /**
     * Space with nothing used.
     *
     * @param start where the first cluster begins
     * @param cluster bytes of a cluster
     * @param most the end that can't be passed
     * @param untouchedFrom from where on the file reads as zeroes
     */
    ClusterSpace(long start, int cluster, long most, long untouchedFrom) {
        this.start = start;
        this.cluster = cluster;
        this.most = most;
        this.untouchedFrom = untouchedFrom;
        this.end = start;
    }

    /** The same space with nothing free before an end, where the file ends as well. */
    ClusterSpace usedUpTo(long newEnd) {
        var space = new ClusterSpace(start, cluster, most, newEnd);
        if (newEnd > start) {
            int last = index(newEnd - 1);
            space.used.set(0, last < 0 ? MOST_KNOWN : last + 1);
            space.end = newEnd;
        }
        return space;
    }

    /** Where the first cluster begins. */
    long start() {
        return start;
    }

    /** The lowest place for a cluster that begins at an offset or behind it. */
    long placeBehind(long offset) {
        return start + ParallelsHeader.roundUp(Math.max(0, offset - start), cluster);
    }

    /**
     * Says that a cluster is used.
     *
     * @return whether it was not known to be
     */
    boolean use(long offset) {
        end = Math.max(end, offset + cluster);
        int first = index(offset);
        if (first < 0) {
            return true;
        }
        // in old images clusters may lie between two of ours
        int last = index(offset + cluster - 1);
        boolean fresh = !used.get(first) && (last < 0 || !used.get(last));
        used.set(first);
        if (last > first) {
            used.set(last);
        }
        return fresh;
    }

    private int index(long offset) {
        long index = (offset - start) / cluster;
        return offset < start || index >= MOST_KNOWN ? -1 : (int) index;
    }

    /** Space that nobody uses: the first hole, else at the end. */
    NewPlace take() throws BlockException {
        int free = used.nextClearBit(lowestFree);
        long offset = start + (long) free * cluster;
        if (offset + cluster > end || free >= MOST_KNOWN) {
            return append(cluster);
        }
        used.set(free);
        lowestFree = free + 1;
        return new NewPlace(offset, false);
    }

    /** Space of any size at the end, in one piece. */
    NewPlace append(long size) throws BlockException {
        long offset = placeBehind(end);
        if (size > most - offset) {
            throw new BlockException(ErrorKind.NO_SPACE, "the image can't grow beyond " + most);
        }
        for (long at = offset; at < offset + size; at += cluster) {
            use(at);
        }
        boolean blank = offset >= untouchedFrom;
        untouchedFrom = Math.max(untouchedFrom, offset + size);
        return new NewPlace(offset, blank);
    }

    /** Takes a cluster back that was given last, and whose space nobody wrote. */
    void giveBackUnwritten(NewPlace place) {
        giveBack(place.data());
        if (place.blank() && place.data().offset() + cluster == untouchedFrom) {
            untouchedFrom = place.data().offset();
        }
    }

    /** Takes a cluster back. */
    void giveBack(Place.Data place) {
        int index = index(place.offset());
        if (index < 0 || start + (long) index * cluster != place.offset()) {
            return;
        }
        used.clear(index);
        lowestFree = Math.min(lowestFree, index);
        if (place.offset() + cluster == end) {
            end = start + (long) used.length() * cluster;
        }
    }

    /** Where the last cluster that is used ends. */
    long end() {
        return end;
    }
}
