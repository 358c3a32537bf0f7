package org.blockyard.format.qcow;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.blockyard.driver.tck.DriverContract;
import org.blockyard.driver.tck.TestDisk;

/** Encrypted images keep the contract of drivers too. */
class EncryptedContractTest extends DriverContract {
    private static final Map<String, Object> KEY =
            Map.of("format", "aes", "key-secret", "password");

    @Override
    public Class<QcowDriver> driver() {
        return QcowDriver.class;
    }

    @Override
    public List<Map<String, Object>> objects() {
        return List.of(Map.of("qom-type", "secret", "id", "password", "data", "letmein"));
    }

    @Override
    public Map<String, Object> options(TestDisk disk) {
        return Map.of("file", disk.file(), "encrypt", KEY);
    }

    @Override
    public void make(TestDisk disk) throws IOException {
        disk.create(Map.of("file", disk.file(), "size", disk.size(), "encrypt", KEY));
    }
}
