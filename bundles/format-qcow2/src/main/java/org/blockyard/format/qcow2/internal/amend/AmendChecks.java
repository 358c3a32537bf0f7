package org.blockyard.format.qcow2.internal.amend;

import java.util.Optional;
import org.blockyard.format.qcow2.internal.crypt.Encryption;
import org.blockyard.format.qcow2.internal.layout.Features;
import org.blockyard.format.qcow2.internal.layout.Geometry;
import org.blockyard.format.qcow2.internal.layout.Header;
import org.blockyard.format.qcow2.internal.layout.SnapshotEntry;
import org.blockyard.format.qcow2.internal.meta.HeaderStore;
import org.blockyard.format.qcow2.internal.meta.SnapshotTable;
import org.blockyard.format.qcow2.option.Qcow2AmendOptions;
import org.blockyard.format.qcow2.option.Qcow2CreateOptions.Version;
import org.blockyard.format.qcow2.option.Qcow2SlotOptions;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/** Refuses what can't be changed, before anything is; in the words that the peer uses. */
record AmendChecks(Qcow2AmendOptions options, HeaderStore store, SnapshotTable snapshots) {
    private static final int SECTOR = 512;

    void refuse() throws BlockException {
        refuseWidth();
        refuseData();
        refuseBacking();
        require(
                version() >= 3 || !options.lazyRefcounts().orElse(false) || lazy(),
                "Lazy refcounts only supported with compatibility level 1.1 and above"
                        + " (use compat=1.1 or greater)");
        require(
                options.size().orElse(0L) % SECTOR == 0,
                "The new size must be a multiple of " + SECTOR);
        if (version() < header().version()) {
            refuseDowngrade();
        }
    }

    private Header header() {
        return store.header();
    }

    /** The version that the image is to have. */
    int version() {
        return options.version()
                .map(version -> version == Version.V2 ? 2 : 3)
                .orElse(header().version());
    }

    /** The logarithm of the width that counts are to have. */
    int refcountOrder() {
        return options.refcountBits()
                .map(Integer::numberOfTrailingZeros)
                .orElse(header().refcountOrder());
    }

    private boolean lazy() {
        return (header().compatible() & Features.LAZY_REFCOUNTS) != 0;
    }

    private void refuseWidth() throws BlockException {
        int bits = options.refcountBits().orElse(header().geometry().refcountBits());
        require(
                bits > 0 && bits <= 1 << Geometry.MAX_REFCOUNT_ORDER && Integer.bitCount(bits) == 1,
                "Refcount width must be a power of two and may not exceed 64 bits");
        if (version() < 3 && bits != 1 << Header.V2_REFCOUNT_ORDER) {
            throw refused(
                    options.refcountBits().isEmpty()
                            ? "compat=0.10 requires refcount_bits=16"
                            : "Refcount widths other than 16 bits require compatibility level"
                                    + " 1.1 or above (use compat=1.1 or greater)");
        }
    }

    private void refuseData() throws BlockException {
        require(
                options.dataFile().isEmpty() || header().incompatible(Features.DATA_FILE),
                "data-file can only be set for images that use an external data file");
        require(
                !options.dataFileRaw().orElse(false)
                        || (header().autoclear() & Features.RAW_DATA_FILE) != 0,
                "data-file-raw cannot be set on existing images");
        require(
                options.encrypt().isEmpty() || header().cryptMethod() != 0,
                "Can't amend encryption options - encryption not present");
        require(
                options.encrypt()
                        .flatMap(Qcow2SlotOptions::format)
                        .map(format -> header().cryptMethod() == method(format))
                        .orElse(true),
                "Can't change the encryption of an image");
    }

    private static int method(Qcow2SlotOptions.Format format) {
        return switch (format) {
            case QCOW -> Encryption.AES;
            case LUKS -> Encryption.LUKS;
        };
    }

    private void refuseBacking() throws BlockException {
        if (differs(options.backingFile(), store.backingFile())
                || differs(options.backingFmt(), store.backingFormat())) {
            throw refused("Cannot amend the backing file")
                    .hint("You can use 'qemu-img rebase' instead.");
        }
    }

    private static boolean differs(Optional<String> wanted, Optional<String> is) {
        return wanted.isPresent() && !wanted.equals(is);
    }

    private void refuseDowngrade() throws BlockException {
        long size = options.size().orElse(header().size());
        for (var snapshot : snapshots.entries()) {
            require(
                    snapshot.info().vmStateSize() <= 0xffffffffL && sameSize(snapshot, size),
                    "Internal snapshots prevent downgrade of image");
        }
        long features = header().incompatible() & ~(Features.DIRTY | Features.COMPRESSION_TYPE);
        require(
                features == 0,
                "Cannot downgrade an image with incompatible features 0x%x set"
                        .formatted(features));
    }

    private static boolean sameSize(SnapshotEntry snapshot, long size) {
        return snapshot.info().diskSize() == size;
    }

    private static void require(boolean holds, String otherwise) throws BlockException {
        if (!holds) {
            throw refused(otherwise);
        }
    }

    private static BlockException refused(String sentence) {
        return new BlockException(ErrorKind.UNSUPPORTED, sentence);
    }
}
