package org.blockyard.format.qcow;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.blockyard.crypto.cipher.SectorCipher;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.Child;
import org.blockyard.driver.ChildRole;
import org.blockyard.driver.OpenContext;
import org.blockyard.driver.RecordedChild;
import org.blockyard.format.kit.DataCipher;
import org.blockyard.format.kit.ImageFile;

/** Opens one image. */
final class QcowOpening {
    private final QcowOptions options;
    private final OpenContext context;

    QcowOpening(QcowOptions options, OpenContext context) {
        this.options = options;
        this.context = context;
    }

    BlockDevice open(Child child) throws IOException {
        var file = new ImageFile(child);
        var header = QcowHeader.read(file.read(0, QcowHeader.LENGTH));
        var cipher = cipher(header);
        var name = backingName(file, header);
        var recorded = name.map(text -> new RecordedChild(text, Optional.empty()));
        var backing = context.child("backing", options.backing(), recorded, Set.of(ChildRole.COW));
        var packing = context.scope().own(new PackedClusters(header, !header.encrypted()));
        return new QcowDevice(
                new QcowTables(header, file, packing),
                new QcowDevice.Image(header, name, backing),
                data(header, cipher),
                context.buffers(),
                !context.readOnly() && !context.inactive());
    }

    private Optional<SectorCipher> cipher(QcowHeader header) throws IOException {
        QcowCipher.requireSame(header.encrypted(), options.encrypt());
        return header.encrypted() && !context.metadataOnly()
                ? Optional.of(
                        context.scope().own(QcowCipher.of(options.encrypt(), context::secret)))
                : Optional.empty();
    }

    private static Optional<DataCipher> data(QcowHeader header, Optional<SectorCipher> cipher) {
        return header.encrypted()
                ? Optional.of(cipher.<DataCipher>map(SectorData::new).orElseGet(LockedData::new))
                : Optional.empty();
    }

    private static Optional<String> backingName(ImageFile file, QcowHeader header)
            throws IOException {
        if (header.backingOffset() == 0 || header.backingLength() == 0) {
            return Optional.empty();
        }
        var name = file.read(header.backingOffset(), header.backingLength());
        return Optional.of(StandardCharsets.UTF_8.decode(name).toString())
                .filter(text -> !text.isEmpty());
    }
}
