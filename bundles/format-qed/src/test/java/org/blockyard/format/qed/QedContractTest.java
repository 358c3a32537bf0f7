package org.blockyard.format.qed;

import java.io.IOException;
import java.util.Map;
import org.blockyard.driver.tck.DriverContract;
import org.blockyard.driver.tck.TestDisk;

/** QED images keep the contract of drivers; small clusters and tables let many come and go. */
class QedContractTest extends DriverContract {
    @Override
    public Class<QedDriver> driver() {
        return QedDriver.class;
    }

    @Override
    public void make(TestDisk disk) throws IOException {
        disk.create(
                Map.of(
                        "file",
                        disk.file(),
                        "size",
                        disk.size(),
                        "cluster-size",
                        4096,
                        "table-size",
                        1));
    }
}
