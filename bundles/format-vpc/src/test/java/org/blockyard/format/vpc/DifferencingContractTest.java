package org.blockyard.format.vpc;

import java.io.IOException;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.blockyard.driver.tck.DriverContract;
import org.blockyard.driver.tck.TestDisk;
import org.blockyard.driver.tck.Trait;

/** Differencing VHD images keep the contract of drivers, whenever the power fails. */
class DifferencingContractTest extends DriverContract {
    @Override
    public Class<VpcDriver> driver() {
        return VpcDriver.class;
    }

    @Override
    public void make(TestDisk disk) throws IOException {
        var image = SmallDifferencing.of(disk.size());
        disk.medium().resize(image.length);
        disk.medium().write(0, image);
    }

    /** The disk below holds something everywhere, so that what must not show would be seen. */
    @Override
    public Map<String, Object> options(TestDisk disk) {
        var below = new byte[(int) disk.size()];
        new Random(3).nextBytes(below);
        return Map.of("file", disk.file(), "backing", disk.below(below));
    }

    @Override
    public Set<Trait> traits() {
        return Set.of(Trait.OWN_CONTENT);
    }

    @Override
    public long size() {
        return 6L << 20;
    }
}
