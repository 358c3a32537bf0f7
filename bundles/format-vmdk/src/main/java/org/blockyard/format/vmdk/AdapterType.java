package org.blockyard.format.vmdk;

import org.blockyard.option.Branch;

/** The adapter to which the disk is made to be attached. */
public enum AdapterType {
    /** IDE. */
    IDE("ide", 16),
    /** A BusLogic SCSI adapter. */
    BUSLOGIC("buslogic", 255),
    /** An LSI Logic SCSI adapter. */
    LSILOGIC("lsilogic", 255),
    /** The adapter of old ESX servers. */
    @Branch("legacyESX")
    LEGACY_ESX("legacyESX", 255);

    private final String word;
    private final int heads;

    AdapterType(String word, int heads) {
        this.word = word;
        this.heads = heads;
    }

    /** Its name in a descriptor. */
    String word() {
        return word;
    }

    /** The heads that disks at it have. */
    int heads() {
        return heads;
    }
}
