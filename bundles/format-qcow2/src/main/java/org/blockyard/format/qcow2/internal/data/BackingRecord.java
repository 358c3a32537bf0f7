package org.blockyard.format.qcow2.internal.data;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Optional;
import org.blockyard.format.qcow2.internal.layout.HeaderExtension;
import org.blockyard.format.qcow2.internal.meta.Metadata;

/** Changes the backing file that the image names. */
final class BackingRecord {
    private final Metadata metadata;

    BackingRecord(Metadata metadata) {
        this.metadata = metadata;
    }

    void change(Optional<String> fileName, Optional<String> format) throws IOException {
        var store = metadata.store();
        var extensions = new ArrayList<HeaderExtension>();
        if (fileName.isPresent() && format.isPresent()) {
            extensions.add(HeaderExtension.text(HeaderExtension.BACKING_FORMAT, format.get()));
        }
        for (var extension : store.extensions()) {
            if (extension.type() != HeaderExtension.BACKING_FORMAT) {
                extensions.add(extension);
            }
        }
        // what was written for the old chain must be there before the new one is named
        metadata.writeBack().settle();
        metadata.file().flush();
        store.rewrite(header -> header, extensions, fileName);
        metadata.file().flush();
    }
}
