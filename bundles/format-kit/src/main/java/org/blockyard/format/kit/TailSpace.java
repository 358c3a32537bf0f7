package org.blockyard.format.kit;

import java.util.ArrayDeque;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * Space at the end of an image's file, given away piece by piece, and pieces that came back. Under
 * the disk's lock.
 */
public final class TailSpace {
    /**
     * Pieces that came back and are remembered; of more the space is lost until the image is
     * checked.
     */
    private static final int MOST_FREE = 1 << 16;

    private final int unit;
    private final long most;
    private final long untouchedFrom;
    private final ArrayDeque<NewPlace> free = new ArrayDeque<>();
    private long next;

    /**
     * Space from {@code next} on.
     *
     * @param file what lies behind its end now reads as zeroes when it has grown
     * @param next where nothing that the image uses begins
     * @param unit bytes of a piece, one after the other
     * @param most the end that can't be passed, as the format's tables can't say more
     */
    public TailSpace(ImageFile file, long next, int unit, long most) {
        this.unit = unit;
        this.most = most;
        this.untouchedFrom = file.length();
        this.next = next;
    }

    /** A piece: one that came back, else the next. */
    public NewPlace take() throws BlockException {
        var old = free.poll();
        return old != null ? old : takeNext(unit);
    }

    /** The next bytes, of any size, in one piece. */
    public NewPlace takeNext(long size) throws BlockException {
        if (size > most - next) {
            throw new BlockException(ErrorKind.NO_SPACE, "the image can't grow beyond " + most);
        }
        var taken = new NewPlace(next, next >= untouchedFrom);
        next += size;
        return taken;
    }

    /** Takes a piece back. */
    public void giveBack(Place.Data place, boolean blank) {
        if (place.offset() + unit == next && blank) {
            next = place.offset();
        } else if (free.size() < MOST_FREE) {
            free.add(new NewPlace(place.offset(), blank));
        }
    }

    /** Where the space that was given away ends. */
    public long end() {
        return next;
    }
}
