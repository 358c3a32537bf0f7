package org.blockyard.format.qcow2;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.Checkable;
import org.blockyard.driver.Child;
import org.blockyard.driver.ChildRole;
import org.blockyard.driver.OpenContext;
import org.blockyard.driver.Progress;
import org.blockyard.driver.RecordedChild;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.format.qcow2.internal.bitmaps.BitmapDirectory;
import org.blockyard.format.qcow2.internal.crypt.Encryption;
import org.blockyard.format.qcow2.internal.crypt.KeySource;
import org.blockyard.format.qcow2.internal.data.ImageCorruption;
import org.blockyard.format.qcow2.internal.data.ImageSetup;
import org.blockyard.format.qcow2.internal.data.Qcow2Device;
import org.blockyard.format.qcow2.internal.layout.Features;
import org.blockyard.format.qcow2.internal.layout.Header;
import org.blockyard.format.qcow2.internal.meta.HeaderReader;
import org.blockyard.format.qcow2.internal.meta.HeaderStore;
import org.blockyard.format.qcow2.internal.meta.Tuning;
import org.blockyard.format.qcow2.option.Qcow2Key;
import org.blockyard.format.qcow2.option.Qcow2Key.Format;
import org.blockyard.format.qcow2.option.Qcow2Options;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.option.ChildRef;

/** Opens one image: header, backing, tables, and what its flags demand before it is used. */
final class ImageOpening {
    private static final int DEFAULT_CLEAN_SECONDS = 600;

    private final Qcow2Options options;
    private final OpenContext context;
    private final boolean writable;

    ImageOpening(Qcow2Options options, OpenContext context) {
        this.options = options;
        this.context = context;
        this.writable = !context.readOnly() && !context.inactive();
    }

    BlockDevice open(Child child) throws IOException {
        var file = new ImageFile(child);
        var store = new HeaderReader(file).read();
        var header = store.header();
        if (writable && header.incompatible(Features.CORRUPT) && !context.metadataOnly()) {
            throw new BlockException(
                            ErrorKind.CORRUPT,
                            "qcow2: Image is corrupt; cannot be opened read/write")
                    .hint("check and repair it, or open it read-only");
        }
        refuseVersion2(header);
        var backing = backing(store);
        var bitmaps = bitmaps(file, store);
        var corruption =
                new ImageCorruption(
                        (message, offset, length) ->
                                context.corrupted(message, offset, length, writable),
                        store,
                        writable);
        var setup =
                new ImageSetup(
                        file,
                        dataFile(store),
                        backing,
                        store,
                        corruption,
                        this::tuning,
                        new ImageSetup.Keys(
                                encryption(file, store),
                                options.encrypt().flatMap(Qcow2Key::keySecret),
                                context::secret),
                        behaviour(),
                        context::lengthChanged,
                        context.buffers());
        var device = new Qcow2Device(setup, bitmaps);
        prepareForWriting(device, store, file);
        keepCacheClean(device);
        return device;
    }

    private ImageSetup.Behaviour behaviour() {
        return new ImageSetup.Behaviour(
                writable,
                options.passDiscardRequest().orElse(context.discard()),
                options.discardNoUnref(),
                options.passDiscardSnapshot(),
                options.passDiscardOther());
    }

    private void refuseVersion2(Header header) throws BlockException {
        if (header.version() >= 3) {
            return;
        }
        if (options.discardNoUnref()) {
            throw new BlockException(
                    ErrorKind.INVALID_OPTION,
                    "discard-no-unref is only supported since qcow2 version 3");
        }
        if (options.lazyRefcounts().orElse(false)) {
            throw new BlockException(
                    ErrorKind.INVALID_OPTION,
                    "Lazy refcounts require a qcow2 image with at least qemu 1.1 compatibility"
                            + " level");
        }
    }

    private Encryption encryption(ImageFile file, HeaderStore store) throws IOException {
        int method = store.header().cryptMethod();
        var key = options.encrypt();
        var format = method == Encryption.AES ? Format.AES : Format.LUKS;
        if (key.flatMap(Qcow2Key::format)
                .filter(said -> method == 0 || said != format)
                .isPresent()) {
            throw new BlockException(
                    ErrorKind.INVALID_OPTION,
                    "Header reported '%s' encryption format but options specify '%s'"
                            .formatted(
                                    method == 0 ? "no" : word(format),
                                    word(key.get().format().get())));
        }
        var secret = key.flatMap(Qcow2Key::keySecret);
        if (method == 0 || context.metadataOnly()) {
            return Encryption.openLocked(file, store);
        }
        if (secret.isEmpty()) {
            throw new BlockException(
                    ErrorKind.INVALID_OPTION,
                    "Parameter 'encrypt.key-secret' is required for cipher");
        }
        return Encryption.open(
                file,
                store,
                new KeySource(context.handedOver(), () -> context.secret(secret.get())));
    }

    private static String word(Format format) {
        return format.name().toLowerCase(Locale.ROOT);
    }

    private Optional<Child> dataFile(HeaderStore store) throws IOException {
        if (!store.header().incompatible(Features.DATA_FILE)) {
            if (options.dataFile().isPresent()) {
                throw new BlockException(
                        ErrorKind.INVALID_OPTION,
                        "'data-file' can only be set for images with an external data file");
            }
            return Optional.empty();
        }
        var recorded =
                store.dataFile()
                        .map(ImageOpening::besideTheProgram)
                        .map(name -> new RecordedChild(name, Optional.empty()));
        var child =
                context.child("data-file", options.dataFile(), recorded, Set.of(ChildRole.DATA));
        if (child.isEmpty() && !context.metadataOnly()) {
            throw new BlockException(
                    ErrorKind.INVALID_OPTION, "'data-file' is required for this image");
        }
        return child;
    }

    /** As the peer has it, a data file's name is relative to where the program runs. */
    private static String besideTheProgram(String name) {
        return name.startsWith("/") ? name : System.getProperty("user.dir") + "/" + name;
    }

    /** A directory that is malformed keeps nobody from reading or checking the rest. */
    private BitmapDirectory bitmaps(ImageFile file, HeaderStore store) throws IOException {
        try {
            return BitmapDirectory.read(file, store);
        } catch (BlockException malformed) {
            if (malformed.kind() != ErrorKind.INVALID_FORMAT
                    || writable && !context.metadataOnly()) {
                throw malformed;
            }
            context.log().log(Level.WARNING, "{0}: {1}", context.nodeName(), malformed.sentence());
            return BitmapDirectory.NONE;
        }
    }

    private Optional<Child> backing(HeaderStore store) throws IOException {
        var recorded =
                store.backingFile()
                        .filter(name -> !name.isEmpty())
                        .map(name -> new RecordedChild(name, store.backingFormat()));
        var declared = options.backing();
        if (declared.isEmpty() && recorded.isEmpty()) {
            return Optional.empty();
        }
        if (declared.isPresent() && declared.get() instanceof ChildRef.None) {
            return Optional.empty();
        }
        return context.child("backing", declared, recorded, Set.of(ChildRole.COW));
    }

    private Tuning tuning(Header header) throws BlockException {
        boolean lazy =
                header.version() >= 3
                        && options.lazyRefcounts()
                                .orElse((header.compatible() & Features.LAZY_REFCOUNTS) != 0);
        var sizes = CacheSizes.of(options, header.geometry());
        return new Tuning(
                writable,
                sizes.l2(),
                sizes.slice(),
                sizes.refcounts(),
                lazy,
                OverlapCheck.areas(options.overlapCheck()));
    }

    /**
     * What a writer owes to an image before the first write: nothing that it does not know may go
     * stale.
     */
    private void prepareForWriting(Qcow2Device device, HeaderStore store, ImageFile file)
            throws IOException {
        if (!writable || context.metadataOnly()) {
            return;
        }
        long unknown = store.header().autoclear() & ~Features.KNOWN_AUTOCLEAR;
        if (unknown != 0) {
            store.update(
                    header ->
                            header.withFeatures(
                                    header.incompatible(),
                                    header.compatible(),
                                    header.autoclear() & ~unknown));
            file.flush();
        }
        if (store.header().incompatible(Features.DIRTY)) {
            var found = device.check(Checkable.Repair.ALL, finding -> {}, Progress.NONE);
            if (found.corruptions() > 0 || found.checkErrors() > 0) {
                throw new BlockException(
                        ErrorKind.CORRUPT,
                        "the image was not closed cleanly and can't be repaired");
            }
        }
    }

    private void keepCacheClean(Qcow2Device device) {
        int seconds = options.cacheCleanInterval().orElse(DEFAULT_CLEAN_SECONDS);
        if (seconds > 0 && !context.metadataOnly()) {
            context.scope()
                    .every(
                            Duration.ofSeconds(seconds),
                            "qcow2 cache cleaner",
                            device::dropUnusedMetadata);
        }
    }
}
