package org.blockyard.format.qcow2.internal.amend;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.blockyard.driver.Checkable;
import org.blockyard.driver.Preallocation;
import org.blockyard.driver.Progress;
import org.blockyard.driver.Resizable;
import org.blockyard.format.qcow2.internal.check.RefcountConversion;
import org.blockyard.format.qcow2.internal.layout.FeatureNames;
import org.blockyard.format.qcow2.internal.layout.Features;
import org.blockyard.format.qcow2.internal.layout.HeaderExtension;
import org.blockyard.format.qcow2.internal.meta.Metadata;
import org.blockyard.format.qcow2.internal.snapshot.Snapshots;
import org.blockyard.format.qcow2.option.Qcow2AmendOptions;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * Changes options of an image step by step, each of which leaves a whole image. With no request in
 * flight.
 */
public final class Amendment {
    private final Metadata metadata;
    private final Snapshots snapshots;
    private final Checkable check;
    private final Resizable resize;
    private final Qcow2AmendOptions options;
    private final AmendChecks wanted;
    private final Progress progress;

    /** For an open image, by a device that can check and resize it. */
    public <D extends Checkable & Resizable> Amendment(
            Metadata metadata,
            Snapshots snapshots,
            D device,
            Qcow2AmendOptions options,
            Progress progress) {
        this.metadata = metadata;
        this.snapshots = snapshots;
        this.check = device;
        this.resize = device;
        this.options = options;
        this.progress = progress;
        this.wanted = new AmendChecks(options, metadata.store(), snapshots.table());
    }

    /**
     * Makes the changes.
     *
     * @param backed whether anything lies below the disk
     */
    public void run(boolean backed) throws IOException {
        wanted.refuse();
        int version = metadata.store().header().version();
        int order = metadata.store().header().refcountOrder();
        boolean down = wanted.version() < version;
        if (down && metadata.store().header().incompatible(Features.COMPRESSION_TYPE)) {
            refusePackedData();
        }
        progress.update(0, 1);
        metadata.writeBack().settle();
        if (wanted.version() > version) {
            upgrade();
        }
        if (options.dataFileRaw().isPresent() && !options.dataFileRaw().get()) {
            clear(Features.RAW_DATA_FILE);
        }
        if (options.size().isPresent()) {
            resize.resize(options.size().get(), Preallocation.OFF, false);
        }
        if (down) {
            snapshots.expandZeroes(backed);
        }
        metadata.writeBack().settle();
        changeLaziness(down);
        if (wanted.refcountOrder() != order) {
            new RefcountConversion(metadata.file(), metadata.store(), progress)
                    .to(wanted.refcountOrder());
        }
        if (down) {
            rewrite(2);
        }
        progress.update(1, 1);
    }

    /** Version 2 has no field that says how clusters are packed. */
    private void refusePackedData() throws IOException {
        metadata.writeBack().settle();
        var found = check.check(Checkable.Repair.NONE, finding -> {}, Progress.NONE);
        if (found.compressedClusters().orElse(0) > 0 || !snapshots.list().isEmpty()) {
            throw new BlockException(
                    ErrorKind.UNSUPPORTED,
                    "Cannot downgrade an image with zstd compression type and existing"
                            + " compressed clusters");
        }
    }

    private void upgrade() throws IOException {
        snapshots.complete();
        rewrite(3);
    }

    private void rewrite(int version) throws IOException {
        var store = metadata.store();
        var extensions = new ArrayList<>(store.extensions());
        extensions.removeIf(one -> one.type() == HeaderExtension.FEATURE_NAMES);
        if (version == 3) {
            extensions.add(FeatureNames.table());
        }
        metadata.file().flush();
        store.rewrite(
                header -> header.withVersion(version),
                fitting(extensions, version),
                store.backingFile());
        metadata.file().flush();
    }

    /** The names of features are only for people: they go where there is no room for them. */
    private List<HeaderExtension> fitting(List<HeaderExtension> extensions, int version) {
        var header = metadata.store().header().withVersion(version);
        long size =
                header.length()
                        + HeaderExtension.END_LENGTH
                        + metadata.store().header().backingLength()
                        + extensions.stream().mapToLong(HeaderExtension::length).sum();
        if (size > metadata.geometry().clusterSize()) {
            extensions.removeIf(one -> one.type() == HeaderExtension.FEATURE_NAMES);
        }
        return extensions;
    }

    private void changeLaziness(boolean down) throws IOException {
        if (options.lazyRefcounts().isEmpty() && !down) {
            return;
        }
        boolean lazy = options.lazyRefcounts().orElse(false) && !down;
        metadata.store()
                .update(
                        header ->
                                header.withFeatures(
                                        header.incompatible() & ~Features.DIRTY,
                                        lazy
                                                ? header.compatible() | Features.LAZY_REFCOUNTS
                                                : header.compatible() & ~Features.LAZY_REFCOUNTS,
                                        header.autoclear()));
        metadata.file().flush();
    }

    private void clear(long autoclear) throws IOException {
        metadata.store()
                .update(
                        header ->
                                header.withFeatures(
                                        header.incompatible(),
                                        header.compatible(),
                                        header.autoclear() & ~autoclear));
        metadata.file().flush();
    }
}
