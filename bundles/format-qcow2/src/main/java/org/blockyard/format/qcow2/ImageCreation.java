package org.blockyard.format.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.blockyard.crypto.luks.LuksFormat;
import org.blockyard.crypto.luks.LuksVolume;
import org.blockyard.driver.Child;
import org.blockyard.driver.CreateContext;
import org.blockyard.driver.Preallocation;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.format.qcow2.internal.bitmaps.BitmapDirectory;
import org.blockyard.format.qcow2.internal.crypt.Encryption;
import org.blockyard.format.qcow2.internal.crypt.KeySource;
import org.blockyard.format.qcow2.internal.crypt.LuksRegion;
import org.blockyard.format.qcow2.internal.data.ImageCorruption;
import org.blockyard.format.qcow2.internal.data.ImageSetup;
import org.blockyard.format.qcow2.internal.data.Qcow2Device;
import org.blockyard.format.qcow2.internal.layout.EncryptionExtension;
import org.blockyard.format.qcow2.internal.layout.FeatureNames;
import org.blockyard.format.qcow2.internal.layout.Features;
import org.blockyard.format.qcow2.internal.layout.Geometry;
import org.blockyard.format.qcow2.internal.layout.Header;
import org.blockyard.format.qcow2.internal.layout.HeaderExtension;
import org.blockyard.format.qcow2.internal.layout.RefcountWidth;
import org.blockyard.format.qcow2.internal.meta.HeaderReader;
import org.blockyard.format.qcow2.internal.meta.HeaderStore;
import org.blockyard.format.qcow2.internal.meta.Metadata;
import org.blockyard.format.qcow2.internal.meta.Tuning;
import org.blockyard.format.qcow2.option.Qcow2CreateOptions;
import org.blockyard.format.qcow2.option.Qcow2CreateOptions.CompressionType;
import org.blockyard.format.qcow2.option.Qcow2CreateOptions.Version;
import org.blockyard.format.qcow2.option.Qcow2Encryption;
import org.blockyard.format.qcow2.option.Qcow2Key;
import org.blockyard.io.BlockException;
import org.blockyard.io.Errno;
import org.blockyard.io.ErrorKind;

/**
 * Makes one image: first an empty one of header, refcount table and one block, which then grows to
 * its size.
 */
final class ImageCreation {
    private static final int SECTOR = 512;
    private static final int FIRST_CLUSTERS = 3;

    private final Qcow2CreateOptions options;
    private final Geometry geometry;

    ImageCreation(Qcow2CreateOptions options) {
        this.options = options;
        this.geometry =
                new Geometry(
                        isVersion2(options) ? 2 : 3,
                        Integer.numberOfTrailingZeros(options.clusterSize()),
                        Integer.numberOfTrailingZeros(options.refcountBits()),
                        options.extendedL2());
    }

    /** Refuses what can't be made, before anything is touched. */
    void validate() throws BlockException {
        validateSizes();
        if (isVersion2(options)) {
            require(
                    !options.lazyRefcounts(),
                    "Lazy refcounts only supported with compatibility level 1.1 and above"
                            + " (use version=v3 or greater)");
            require(
                    options.compressionType() == CompressionType.ZLIB,
                    "Non-zlib compression type is only supported with compatibility level 1.1 and"
                            + " above (use version=v3 or greater)");
        }
        require(
                options.backingFmt().isEmpty() || options.backingFile().isPresent(),
                "Backing format cannot be used without backing file");
        require(
                options.backingFile().isEmpty()
                        || preallocation() == Preallocation.OFF
                        || options.extendedL2(),
                "Backing file and preallocation can only be used at the same time if extended_l2"
                        + " is on");
        require(
                !options.extendedL2() || !isVersion2(options),
                "Extended L2 entries are only supported with compatibility level 1.1 and above"
                        + " (use version=v3 or greater)");
        require(
                !options.extendedL2() || geometry.clusterBits() >= Geometry.MIN_EXTENDED_BITS,
                "Extended L2 entries are only supported with cluster sizes of at least 16384"
                        + " bytes");
        require(
                options.dataFile().isPresent() || !dataFileRaw(),
                "data-file-raw requires data-file");
        require(
                options.backingFile().isEmpty() || !dataFileRaw(),
                "Backing file and data-file-raw cannot be used at the same time");
        require(
                options.dataFile().isEmpty() || !isVersion2(options),
                "External data files are only supported with compatibility level 1.1 and above"
                        + " (use version=v3 or greater)");
        if (options.encrypt().isPresent()) {
            validateEncryption(options.encrypt().get());
        }
    }

    /** Refuses sizes that no image has; all that measuring needs to be right. */
    void validateSizes() throws BlockException {
        require(
                Integer.bitCount(options.clusterSize()) == 1
                        && geometry.clusterBits() >= Geometry.MIN_CLUSTER_BITS
                        && geometry.clusterBits() <= Geometry.MAX_CLUSTER_BITS,
                "Cluster size must be a power of two between 512 and 2048k");
        require(
                Integer.bitCount(options.refcountBits()) == 1
                        && geometry.refcountOrder() <= Geometry.MAX_REFCOUNT_ORDER,
                "Refcount width must be a power of two and may not exceed 64 bits");
        require(
                !isVersion2(options) || options.refcountBits() == 16,
                "Different refcount widths than 16 bits require compatibility level 1.1 or above"
                        + " (use version=v3 or greater)");
        if (geometry.l1EntriesFor(size()) > Geometry.MAX_L1_BYTES / 8) {
            throw new BlockException(
                    ErrorKind.OUT_OF_RANGE,
                    Errno.EFBIG,
                    "The image size is too large (try using a larger cluster size)",
                    null);
        }
    }

    /** Refuses encryption without a password, or of a kind that there is not. */
    static void validateEncryption(Qcow2Encryption encrypt) throws BlockException {
        require(
                encrypt.keySecret().isPresent(),
                "Parameter 'encrypt.key-secret' is required for cipher");
        if (encrypt.format() == Qcow2Key.Format.LUKS) {
            encrypt.luks().suite().checked();
        }
    }

    private static boolean isVersion2(Qcow2CreateOptions options) {
        return options.version().orElse(Version.V3) == Version.V2;
    }

    private boolean dataFileRaw() {
        return options.dataFileRaw().orElse(false);
    }

    private Preallocation preallocation() {
        return options.preallocation().orElse(Preallocation.OFF);
    }

    /** The disk's length, in whole sectors. */
    long size() throws BlockException {
        require(
                options.size() >= 0 && options.size() <= Long.MAX_VALUE - SECTOR,
                "size is out of range");
        return (options.size() + SECTOR - 1) & -SECTOR;
    }

    private static void require(boolean holds, String otherwise) throws BlockException {
        if (!holds) {
            throw new BlockException(ErrorKind.INVALID_OPTION, otherwise);
        }
    }

    /** Makes the image in a child, whose old content is gone. */
    void write(Child child, Optional<Child> data, CreateContext context) throws IOException {
        var head = firstCluster(data);
        if (child.length() > 0) {
            child.resize(0, Preallocation.OFF, false);
        }
        var file = new ImageFile(child);
        if (file.length() > 0) {
            file.writeZeroes(0, (long) FIRST_CLUSTERS * geometry.clusterSize());
        }
        file.write(0, head);
        file.write(geometry.offsetOf(1), ByteBuffer.allocate(8).putLong(0, geometry.offsetOf(2)));
        var block = ByteBuffer.allocate(geometry.clusterSize());
        for (int cluster = 0; cluster < FIRST_CLUSTERS; cluster++) {
            RefcountWidth.set(block, geometry.refcountOrder(), cluster, 1);
        }
        file.write(geometry.offsetOf(2), block);
        file.flush();
        growTo(child, data, size(), context);
    }

    private void growTo(Child child, Optional<Child> data, long size, CreateContext context)
            throws IOException {
        trimToTables(child);
        var file = new ImageFile(child);
        var store = new HeaderReader(file).read();
        var corruption = new ImageCorruption((message, offset, length) -> {}, store, false);
        var setup =
                new ImageSetup(
                        file,
                        data,
                        Optional.empty(),
                        store,
                        corruption,
                        header -> Tuning.defaults(true),
                        new ImageSetup.Keys(
                                encrypt(file, data, store, corruption, context),
                                Optional.empty(),
                                context::secret),
                        new ImageSetup.Behaviour(true, false, false, false, false),
                        () -> {},
                        context.buffers());
        try (var device = new Qcow2Device(setup, BitmapDirectory.NONE)) {
            device.resize(size, preallocation(), false);
        }
        if (preallocation() == Preallocation.OFF) {
            trimBehindTable(child, store.header());
        }
    }

    /** The last table needs no more bytes than its entries: a new image is as short as a peer's. */
    private void trimBehindTable(Child child, Header header) throws IOException {
        long end = header.l1Offset() + header.l1Entries() * 8L;
        if (end < child.length() && geometry.roundUp(end) >= child.length()) {
            child.resize(end, Preallocation.OFF, false);
        }
    }

    private Encryption encrypt(
            ImageFile file,
            Optional<Child> data,
            HeaderStore store,
            ImageCorruption corruption,
            CreateContext context)
            throws IOException {
        if (options.encrypt().isEmpty()) {
            return Encryption.openLocked(file, store);
        }
        var wanted = options.encrypt().get();
        var password = context.secret(wanted.keySecret().orElseThrow());
        try {
            if (wanted.format() == Qcow2Key.Format.LUKS) {
                makeVolume(
                        new Metadata(file, data, store, corruption, Tuning.defaults(true)),
                        wanted.luks(),
                        password);
            } else {
                store.update(header -> header.withCryptMethod(Encryption.AES));
            }
            return Encryption.open(file, store, new KeySource(password::clone));
        } finally {
            Arrays.fill(password, (byte) 0);
        }
    }

    private void makeVolume(Metadata metadata, LuksFormat format, byte[] password)
            throws IOException {
        long length = format.payloadOffset();
        long offset = metadata.allocateStructure(geometry.clustersFor(length));
        var place = new EncryptionExtension(offset, length);
        metadata.file().writeZeroes(offset, geometry.roundUp(length));
        LuksVolume.create(new LuksRegion(metadata.file(), place), format, password);
        metadata.writeBack().flushCounts();
        var extensions = new ArrayList<>(metadata.store().extensions());
        extensions.add(place.extension());
        metadata.store()
                .rewrite(
                        header -> header.withCryptMethod(Encryption.LUKS),
                        extensions,
                        metadata.store().backingFile());
        metadata.file().flush();
    }

    /**
     * A file that was grown in steps ends where the tables do, so that what follows is known to be
     * untouched.
     */
    private void trimToTables(Child child) throws IOException {
        long end = (long) FIRST_CLUSTERS * geometry.clusterSize();
        if (child.length() > end) {
            child.resize(end, Preallocation.OFF, false);
        }
    }

    private ByteBuffer firstCluster(Optional<Child> data) throws BlockException {
        var extensions = extensions(data);
        int length = header(0, 0).length();
        for (var extension : extensions) {
            length += extension.length();
        }
        length += 8;
        var name = options.backingFile().orElse("").getBytes(StandardCharsets.UTF_8);
        require(
                name.length <= 1023 && length + name.length <= geometry.clusterSize(),
                "backing-file is too long for the image's first cluster");
        var out = ByteBuffer.allocate(geometry.clusterSize());
        header(name.length == 0 ? 0 : length, name.length).write(out);
        extensions.forEach(extension -> extension.write(out));
        return out.putLong(0).put(name).clear();
    }

    private List<HeaderExtension> extensions(Optional<Child> data) {
        var extensions = new ArrayList<HeaderExtension>();
        options.backingFmt()
                .ifPresent(
                        format ->
                                extensions.add(
                                        HeaderExtension.text(
                                                HeaderExtension.BACKING_FORMAT, format)));
        data.ifPresent(
                file ->
                        extensions.add(
                                HeaderExtension.text(HeaderExtension.DATA_FILE, file.fileName())));
        if (geometry.version() >= 3 && geometry.clusterSize() > SECTOR) {
            extensions.add(FeatureNames.table());
        }
        return extensions;
    }

    private Header header(int backingOffset, int backingLength) {
        boolean zstd = options.compressionType() == CompressionType.ZSTD;
        var additional = new byte[geometry.version() == 2 ? 0 : 8];
        if (zstd) {
            additional[0] = 1;
        }
        return new Header(
                geometry.version(),
                backingOffset,
                backingLength,
                geometry.clusterBits(),
                0,
                0,
                0,
                0,
                geometry.offsetOf(1),
                1,
                0,
                0,
                (zstd ? Features.COMPRESSION_TYPE : 0)
                        | (options.dataFile().isPresent() ? Features.DATA_FILE : 0)
                        | (options.extendedL2() ? Features.EXTENDED_L2 : 0),
                options.lazyRefcounts() ? Features.LAZY_REFCOUNTS : 0,
                dataFileRaw() ? Features.RAW_DATA_FILE : 0,
                geometry.refcountOrder(),
                additional);
    }
}
