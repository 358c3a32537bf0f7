package org.blockyard.format.raw;

import org.blockyard.driver.tck.DriverContract;

/** Images without structure keep the contract of drivers. */
class RawContractTest extends DriverContract {
    @Override
    public Class<RawDriver> driver() {
        return RawDriver.class;
    }
}
