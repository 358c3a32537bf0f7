package org.blockyard.format.vdi;

import org.blockyard.driver.tck.DriverContract;

/** VirtualBox disk images keep the contract of drivers. */
class VdiContractTest extends DriverContract {
    @Override
    public Class<VdiDriver> driver() {
        return VdiDriver.class;
    }

    /** Several blocks, the last one not whole. */
    @Override
    public long size() {
        return (3 << 20) + (64 << 10);
    }
}
