package org.blockyard.format.qed;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.Checkable.Repair;
import org.blockyard.driver.Child;
import org.blockyard.driver.ChildRole;
import org.blockyard.driver.OpenContext;
import org.blockyard.driver.Progress;
import org.blockyard.driver.RecordedChild;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * Opens one image. One that was left in the middle of a change is repaired before it is written.
 */
final class QedOpening {
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final QedOptions options;
    private final OpenContext context;
    private final boolean writable;

    QedOpening(QedOptions options, OpenContext context) {
        this.options = options;
        this.context = context;
        this.writable = !context.readOnly() && !context.inactive();
    }

    BlockDevice open(Child child) throws IOException {
        var file = new ImageFile(child);
        var store = HeaderStore.read(file);
        var backing = backing(store);
        if (writable && !context.metadataOnly()) {
            prepareForWriting(store, file);
        }
        var mark = new CheckMark(store);
        var device =
                new QedDevice(
                        new QedTables(store, file, mark),
                        store,
                        backing,
                        context.buffers(),
                        writable);
        mark.whenFirstSet(
                () -> context.scope().every(LOOK, "qed check mark", () -> expire(mark, device)));
        return device;
    }

    private Optional<Child> backing(HeaderStore store) throws IOException {
        var header = store.header();
        var format =
                header.has(QedHeader.BACKING_RAW)
                        ? Optional.of(QedCreation.RAW)
                        : Optional.<String>empty();
        var recorded = store.backingName().map(name -> new RecordedChild(name, format));
        return context.child("backing", options.backing(), recorded, Set.of(ChildRole.COW));
    }

    private void prepareForWriting(HeaderStore store, ImageFile file) throws IOException {
        store.update(QedHeader::withoutAutoclear);
        long whole = file.length() & -store.header().clusterSize();
        if (whole < file.length() && file.child().resizable()) {
            // nothing that belongs to the image can be in a part of a cluster
            file.trim(whole);
        }
        if (store.header().has(QedHeader.NEED_CHECK)) {
            var found = new QedCheck(store, file).run(Repair.ALL, finding -> {}, Progress.NONE);
            if (found.corruptions() > 0 || found.checkErrors() > 0) {
                throw new BlockException(
                        ErrorKind.CORRUPT,
                        "the image was not closed cleanly and can't be repaired");
            }
        }
    }

    private void expire(CheckMark mark, QedDevice device) {
        try {
            mark.expire(device::settle, System.nanoTime());
        } catch (IOException e) {
            // the mark stays, and the next look or the close tries again
            context.log().log(
                    System.Logger.Level.WARNING,
                    "{0}: the mark that the image needs a check stays: {1}",
                    context.nodeName(),
                    e.getMessage());
        }
    }
}
