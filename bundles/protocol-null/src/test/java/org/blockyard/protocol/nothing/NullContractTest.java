package org.blockyard.protocol.nothing;

import java.util.Map;
import java.util.Set;
import org.blockyard.driver.tck.DriverContract;
import org.blockyard.driver.tck.TestDisk;
import org.blockyard.driver.tck.Trait;

/** A device without a medium keeps the contract, as far as one can that keeps nothing else. */
class NullContractTest extends DriverContract {
    @Override
    public Class<NullCoDriver> driver() {
        return NullCoDriver.class;
    }

    @Override
    public Map<String, Object> options(TestDisk disk) {
        return Map.of("size", disk.size(), "read-zeroes", true);
    }

    @Override
    public Set<Trait> traits() {
        return Set.of(Trait.KEEPS_NOTHING, Trait.VOLATILE);
    }
}
