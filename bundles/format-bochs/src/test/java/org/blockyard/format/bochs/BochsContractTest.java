package org.blockyard.format.bochs;

import java.io.IOException;
import java.util.Arrays;
import java.util.Set;
import org.blockyard.driver.tck.DriverContract;
import org.blockyard.driver.tck.TestDisk;
import org.blockyard.driver.tck.Trait;

/** Growing images keep the contract of drivers. */
class BochsContractTest extends DriverContract {
    private static final int EXTENT = 16 << 10;

    @Override
    public Class<BochsDriver> driver() {
        return BochsDriver.class;
    }

    @Override
    public Set<Trait> traits() {
        return Set.of(Trait.READ_ONLY);
    }

    @Override
    public void make(TestDisk disk) throws IOException {
        var image = BochsImage.of(disk.content(), BochsHeader.VERSION_2, EXTENT);
        disk.medium().resize(image.length);
        disk.medium().write(0, Arrays.copyOf(image, image.length));
    }
}
