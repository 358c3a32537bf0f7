package org.blockyard.format.cloop;

import java.io.IOException;
import java.util.Set;
import org.blockyard.driver.tck.DriverContract;
import org.blockyard.driver.tck.TestDisk;
import org.blockyard.driver.tck.Trait;

/** Compressed loop images keep the contract of drivers. */
class CloopContractTest extends DriverContract {
    private static final int BLOCK = 64 << 10;

    @Override
    public Class<CloopDriver> driver() {
        return CloopDriver.class;
    }

    @Override
    public Set<Trait> traits() {
        return Set.of(Trait.READ_ONLY);
    }

    @Override
    public void make(TestDisk disk) throws IOException {
        var image = CloopImage.of(disk.content(), BLOCK);
        disk.medium().resize(image.length);
        disk.medium().write(0, image);
    }
}
