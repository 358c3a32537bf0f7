package org.blockyard.format.qcow;

import org.blockyard.driver.tck.DriverContract;

/** Images of version 1 keep the contract of drivers. */
class QcowContractTest extends DriverContract {
    @Override
    public Class<QcowDriver> driver() {
        return QcowDriver.class;
    }
}
