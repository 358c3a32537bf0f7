package org.blockyard.format.vmdk.internal.disk;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.blockyard.driver.Preallocation;
import org.blockyard.driver.Resizable;
import org.blockyard.format.vmdk.internal.extent.Part;
import org.blockyard.format.vmdk.internal.layout.ExtentLine;
import org.blockyard.format.vmdk.internal.layout.SparseHeader;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * Changes the length of an image's last extent and what the descriptor says of it. With no request
 * in flight and nothing to be flushed. The descriptor never promises what the extent does not have.
 */
record ImageResizing(DescriptorFile file, ContentId id, List<Part> parts) {
    void run(long length, Preallocation preallocation, boolean exact) throws IOException {
        if (parts.isEmpty()) {
            throw unsupported("An image without extents keeps its length");
        }
        var last = parts.getLast().disk();
        if (!(last instanceof Resizable resizable)) {
            throw unsupported("The last extent's length can't be changed: convert the image");
        }
        long before = parts.stream().mapToLong(part -> part.disk().length()).sum();
        long start = before - last.length();
        if (length < start || length == start && parts.size() > 1) {
            throw unsupported(
                    "Extents can't be taken away: the last one begins at %d".formatted(start));
        }
        requireAlone();
        id.change();
        if (length < before) {
            describe(length, length - start);
            resizable.resize(length - start, preallocation, exact);
        } else {
            resizable.resize(length - start, preallocation, exact);
            describe(length, length - start);
        }
    }

    /** Bytes behind an extent in its file may be those of another. */
    private void requireAlone() throws IOException {
        var lines = file.current().extents();
        boolean shared =
                lines.stream()
                                .filter(line -> line.fileName().equals(lines.getLast().fileName()))
                                .count()
                        > 1;
        if (shared) {
            throw unsupported("The last extent shares its file with others");
        }
    }

    private void describe(long length, long extent) throws IOException {
        var lines = new ArrayList<>(file.current().extents());
        if (lines.size() == parts.size()) {
            var last = lines.removeLast();
            lines.add(
                    new ExtentLine(
                            last.access(),
                            extent / SparseHeader.SECTOR,
                            last.type(),
                            last.fileName(),
                            last.offset()));
        }
        file.write(file.current().withExtents(lines).withLength(length));
        file.flush();
    }

    private static BlockException unsupported(String sentence) {
        return new BlockException(ErrorKind.UNSUPPORTED, sentence);
    }
}
