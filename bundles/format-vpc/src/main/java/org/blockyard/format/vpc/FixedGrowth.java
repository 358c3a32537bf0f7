package org.blockyard.format.vpc;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Optional;
import org.blockyard.driver.Child;
import org.blockyard.driver.Preallocation;
import org.blockyard.format.kit.ImageFile;

/**
 * Makes a disk longer of which all bytes are in the file. The footer is the file's last sector, and
 * a file grows before its new end is written: for a moment there is none. So the file grows by a
 * power of two sectors at a time, and if a step was cut short the footer from before is found at
 * one of few distances from the end, with nothing but zeroes behind it. Until all is there the
 * footers tell the old length.
 */
final class FixedGrowth {
    private final ImageFile file;
    private final Footer footer;
    private final Preallocation how;

    FixedGrowth(Child child, Footer footer, Preallocation how) {
        this.file = new ImageFile(child, false);
        this.footer = footer;
        this.how = how;
    }

    /** Returns the footer with which the file ends then; all is durable. */
    Footer run(long before, long length) throws IOException {
        var used = new ArrayList<Long>();
        long at = file.length() - Footer.SIZE;
        while (at < length) {
            used.add(at);
            at += Long.highestOneBit(Math.ceilDiv(length - at, Footer.SIZE)) * Footer.SIZE;
            file.preallocate(at + Footer.SIZE, how);
            file.write(at, footer.bytes());
            file.flush();
        }
        long slack = used.isEmpty() ? length : used.getFirst();
        if (slack > before) {
            file.writeZeroes(before, slack - before);
        }
        for (long place : used) {
            file.writeZeroes(place, Math.min(Footer.SIZE, length - place));
        }
        file.flush();
        var longer = footer.resized(length);
        file.write(at, longer.bytes());
        file.flush();
        return longer;
    }

    /**
     * The footer of a file that does not end with it because a step was cut short, if it is so.
     *
     * @param mend whether to take the step back
     */
    static Optional<Footer> cutShort(ImageFile file, boolean mend) throws IOException {
        long last = file.length() - Footer.SIZE;
        for (long step = Footer.SIZE; step <= last && step <= Footer.LONGEST; step *= 2) {
            var found = Footer.in(file.read(last - step, Footer.SIZE)).filter(Footer::isIntact);
            if (found.isPresent() && found.get().isFixed()) {
                if (mend) {
                    file.trim(last - step + Footer.SIZE);
                    file.flush();
                }
                return found;
            }
        }
        return Optional.empty();
    }
}
