package org.blockyard.protocol.vvfat;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import org.blockyard.driver.tck.DriverContract;
import org.blockyard.driver.tck.TestDisk;
import org.blockyard.driver.tck.Trait;

/** A folder that is only read keeps the contract, swaps under load included. */
class VvfatContractTest extends DriverContract {
    /** A floppy's, the only one that is small and a multiple of 64 KiB. */
    static final long FLOPPY = 80L * 2 * 36 * 512;

    @Override
    public Class<VvfatDriver> driver() {
        return VvfatDriver.class;
    }

    @Override
    public long size() {
        return FLOPPY;
    }

    @Override
    public void make(TestDisk disk) throws IOException {
        new RandomTree(1).fill(disk.folder(), 2);
    }

    @Override
    public Map<String, Object> options(TestDisk disk) {
        return Map.of("dir", disk.folder().toString(), "floppy", true);
    }

    @Override
    public Set<Trait> traits() {
        return Set.of(Trait.READ_ONLY, Trait.OWN_CONTENT);
    }
}
