package org.blockyard.protocol.vvfat;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import org.blockyard.driver.tck.DriverContract;
import org.blockyard.driver.tck.TestDisk;
import org.blockyard.driver.tck.Trait;

/** A folder that is written keeps the contract, as far as what is written is no file system. */
class VvfatWritingContractTest extends DriverContract {
    @Override
    public Class<VvfatDriver> driver() {
        return VvfatDriver.class;
    }

    @Override
    public long size() {
        return VvfatContractTest.FLOPPY;
    }

    @Override
    public void make(TestDisk disk) throws IOException {
        new RandomTree(2).fill(disk.folder(), 2);
    }

    @Override
    public Map<String, Object> options(TestDisk disk) {
        return Map.of("dir", disk.folder().toString(), "floppy", true, "rw", true);
    }

    @Override
    public Set<Trait> traits() {
        return Set.of(Trait.VOLATILE, Trait.OWN_CONTENT);
    }
}
