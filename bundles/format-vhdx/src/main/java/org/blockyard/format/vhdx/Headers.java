package org.blockyard.format.vhdx;

import java.io.IOException;
import java.nio.ByteOrder;
import java.util.Optional;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * The two headers, of which the younger counts. A change is written over the older, so that a torn
 * write leaves the one that counted. Calls come one at a time.
 */
final class Headers {
    /** Where the two are. */
    private static final long[] PLACES = {64 << 10, 128 << 10};

    private final ImageFile file;
    private Header current;
    private int slot;

    private Headers(ImageFile file, Header current, int slot) {
        this.file = file;
        this.current = current;
        this.slot = slot;
    }

    /** The headers of an image. */
    static Headers read(ImageFile file) throws IOException {
        var first = readAt(file, 0);
        var second = readAt(file, 1);
        if (first.isPresent() && second.isPresent()) {
            return younger(file, first.get(), second.get());
        }
        if (first.isPresent()) {
            return new Headers(file, first.get(), 0);
        }
        return new Headers(file, second.orElseThrow(Headers::none), 1);
    }

    private static Headers younger(ImageFile file, Header first, Header second)
            throws BlockException {
        // some programs write two that are the same
        if (first.sequence() == second.sequence() && !first.equals(second)) {
            throw none();
        }
        boolean isSecond = Long.compareUnsigned(second.sequence(), first.sequence()) > 0;
        return new Headers(file, isSecond ? second : first, isSecond ? 1 : 0);
    }

    private static Optional<Header> readAt(ImageFile file, int slot) throws IOException {
        return Header.read(file.read(PLACES[slot], Header.SIZE).order(ByteOrder.LITTLE_ENDIAN));
    }

    private static BlockException none() {
        return new BlockException(ErrorKind.INVALID_FORMAT, "No valid VHDX header found");
    }

    /** Writes the headers of a new image. */
    static void create(ImageFile file, Header header) throws IOException {
        file.write(PLACES[0], header.bytes());
        file.write(PLACES[1], header.withLog(header.log()).bytes());
    }

    /** The header that counts. */
    Header current() {
        return current;
    }

    /** Writes a younger header, which counts from now on; durable when it returns. */
    void write(Header header) throws IOException {
        file.write(PLACES[1 - slot], header.bytes());
        file.flush();
        current = header;
        slot = 1 - slot;
    }
}
