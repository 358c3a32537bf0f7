package org.blockyard.format.vmdk;

import java.io.IOException;
import java.util.Map;
import org.blockyard.driver.tck.DriverContract;
import org.blockyard.driver.tck.TestDisk;

/** Images of one sparse file keep the contract of drivers. */
class MonolithicSparseContractTest extends DriverContract {
    @Override
    public Class<VmdkDriver> driver() {
        return VmdkDriver.class;
    }

    @Override
    public void make(TestDisk disk) throws IOException {
        disk.create(
                Map.of(
                        "file",
                        disk.file(),
                        "size",
                        disk.size(),
                        "subformat",
                        "monolithicSparse",
                        "zeroed-grain",
                        true));
    }
}
