package org.blockyard.protocol.file;

import java.io.IOException;
import java.util.Map;
import org.blockyard.driver.tck.DriverContract;
import org.blockyard.driver.tck.TestDisk;

/** Files keep the contract of drivers. */
class FileContractTest extends DriverContract {
    @Override
    public Class<FileDriver> driver() {
        return FileDriver.class;
    }

    @Override
    public Map<String, Object> options(TestDisk disk) {
        return Map.of("filename", disk.folder().resolve("disk").toString());
    }

    @Override
    public void make(TestDisk disk) throws IOException {
        disk.create(
                Map.of("filename", disk.folder().resolve("disk").toString(), "size", disk.size()));
    }
}
