package org.blockyard.format.vpc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.format.kit.NewPlace;
import org.blockyard.format.kit.Place;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * Space for blocks at the end of an image's file, where the footer is in the way. The footer is
 * written anew further behind, for many blocks at once, and is on stable storage before anything is
 * written over the old one. So the file ends with a footer, but for the moment in which it has
 * grown and the footer is on its way; the copy at its start counts then. Under the disk's lock.
 */
final class BlockSpace {
    private static final long NOWHERE = -1;
    private static final int ALIGNMENT = 4096;
    private static final long LEAST_STEP = 16 << 20;
    private static final long MOST_STEP = 64 << 20;

    private final ImageFile file;
    private final int bitmapSize;
    private final int blockSize;
    private final long most;
    private final long untouchedFrom;
    private Footer footer;
    private long end;
    private long footerAt;
    private boolean grown;

    /**
     * Space in a file.
     *
     * @param end where nothing that the image uses begins
     * @param footerAt where the footer is with which it ends, if it does
     */
    BlockSpace(ImageFile file, VpcLayout layout, long end, OptionalLong footerAt) {
        this.file = file;
        this.footer = layout.footer();
        this.bitmapSize = layout.header().bitmapSize();
        this.blockSize = layout.header().blockSize();
        this.most = DynamicHeader.UNUSED * DynamicHeader.SECTOR;
        this.untouchedFrom = file.length();
        this.end = end;
        this.footerAt = footerAt.orElse(NOWHERE);
    }

    /** Where the data of a block begin whose bitmap lies behind a place; what is quick to move. */
    private long dataBehind(long place) {
        return Math.ceilDiv(place + bitmapSize, (long) ALIGNMENT) * ALIGNMENT;
    }

    /** Space for a block, with the bitmap that says that all its sectors are there. */
    NewPlace take() throws IOException {
        long data = dataBehind(end);
        if (data + blockSize > footerAt) {
            grow(data);
        }
        end = data + blockSize;
        var bitmap = ByteBuffer.allocate(bitmapSize);
        while (bitmap.hasRemaining()) {
            bitmap.put((byte) -1);
        }
        return new NewPlace(
                new Place.Data(data), data >= untouchedFrom, Optional.of(bitmap.flip()));
    }

    /** Makes room for a block and some that follow it, so that the footer is between two. */
    private void grow(long data) throws IOException {
        long step = Math.clamp(file.length() / 8, LEAST_STEP, MOST_STEP);
        long behind = data + blockSize;
        while (behind < data + step) {
            behind = dataBehind(behind) + blockSize;
        }
        if (behind > most) {
            throw new BlockException(ErrorKind.NO_SPACE, "the image can't grow further");
        }
        moveFooter(behind);
    }

    private void moveFooter(long place) throws IOException {
        file.write(place, footer.bytes());
        file.flush();
        footerAt = place;
        grown = true;
    }

    /** Has the file end with a footer if it does not: before anything else is written. */
    void requireFooter() throws IOException {
        if (footerAt == NOWHERE) {
            moveFooter(end);
            file.trim(end + Footer.SIZE);
        }
    }

    /** Space for a table, with the footer behind it. */
    long takeTable(long size) throws IOException {
        long place = Math.ceilDiv(end, DynamicHeader.SECTOR) * DynamicHeader.SECTOR;
        end = place + Math.ceilDiv(size, DynamicHeader.SECTOR) * DynamicHeader.SECTOR;
        if (end > footerAt) {
            moveFooter(end);
        }
        return place;
    }

    /** Another footer counts from now on; it is on stable storage twice when this returns. */
    void replaceFooter(Footer next) throws IOException {
        footer = next;
        file.write(0, footer.bytes());
        file.flush();
        moveFooter(footerAt);
    }

    /** Cuts off what is not used any more: what the image uses ends at {@code newEnd}. */
    void cut(long newEnd) throws IOException {
        end = newEnd;
        if (footerAt > end) {
            moveFooter(end);
            file.trim(end + Footer.SIZE);
        }
    }

    /** Where the footer is with which the file ends. */
    long footerAt() {
        return footerAt;
    }

    /** Where the blocks end. */
    long end() {
        return end;
    }

    /** Takes a block's space back if it is the last and nothing was written there. */
    void giveBack(NewPlace place, boolean written) {
        if (!written && place.data().offset() + blockSize == end) {
            end = place.data().offset() - bitmapSize;
        }
    }

    /** Cuts off what was not needed: the footer comes right behind the blocks. */
    void close() throws IOException {
        if (grown && footerAt > end) {
            moveFooter(end);
        }
        if (grown) {
            file.trim(end + Footer.SIZE);
        }
    }
}
