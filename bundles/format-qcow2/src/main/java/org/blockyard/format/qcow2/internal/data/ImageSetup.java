package org.blockyard.format.qcow2.internal.data;

import java.util.Optional;
import org.blockyard.crypto.luks.KeySlotChange;
import org.blockyard.driver.Child;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.format.qcow2.internal.crypt.Encryption;
import org.blockyard.format.qcow2.internal.layout.Header;
import org.blockyard.format.qcow2.internal.meta.HeaderStore;
import org.blockyard.format.qcow2.internal.meta.Tuning;
import org.blockyard.io.BlockException;
import org.blockyard.io.BufferPool;

/**
 * What stays the same as long as an image is open, whatever becomes of its version and tables.
 *
 * @param file the file that holds it
 * @param dataFile the file that holds guest data, if that is another and is open
 * @param backing the disk below it
 * @param store its header
 * @param corruption where contradictions are reported
 * @param tuning how metadata are kept
 * @param keys what encryption needs
 * @param behaviour how the device is to behave
 * @param announceLength tells users that the disk's length changed
 * @param buffers memory for guest data
 */
public record ImageSetup(
        ImageFile file,
        Optional<Child> dataFile,
        Optional<Child> backing,
        HeaderStore store,
        ImageCorruption corruption,
        TuningByHeader tuning,
        Keys keys,
        Behaviour behaviour,
        Runnable announceLength,
        BufferPool buffers) {
    /** Says how metadata are kept under a header. */
    @FunctionalInterface
    public interface TuningByHeader {
        /** For this header. */
        Tuning of(Header header) throws BlockException;
    }

    /**
     * What encryption needs.
     *
     * @param encryption the image's
     * @param secret the id of the secret that it was opened with
     * @param secrets where others are
     */
    public record Keys(
            Encryption encryption, Optional<String> secret, KeySlotChange.Secrets secrets) {}

    /**
     * How the device is to behave.
     *
     * @param writable whether it may be written
     * @param passDiscards whether the file is told of what guests discard
     * @param keepPlaces whether discarded clusters keep their place
     * @param passSnapshots whether it is told of what deleting a snapshot frees
     * @param passOthers whether it is told of what is freed for other reasons
     */
    public record Behaviour(
            boolean writable,
            boolean passDiscards,
            boolean keepPlaces,
            boolean passSnapshots,
            boolean passOthers) {}
}
