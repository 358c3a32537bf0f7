package org.blockyard.format.qcow2;

import org.blockyard.driver.tck.DriverContract;

/** qcow2 images keep the contract of drivers. */
class Qcow2ContractTest extends DriverContract {
    @Override
    public Class<Qcow2Driver> driver() {
        return Qcow2Driver.class;
    }
}
