package org.blockyard.format.luks;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.blockyard.crypto.cipher.TimeLimit;
import org.blockyard.driver.tck.DriverContract;
import org.blockyard.driver.tck.TestDisk;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Encrypted disks keep the contract of drivers. */
class LuksContractTest extends DriverContract {
    /** A damaged header may demand more work than a check has time for. */
    @BeforeAll
    static void limitTheTime() {
        System.setProperty(TimeLimit.PROPERTY, "2");
    }

    @AfterAll
    static void liftTheLimit() {
        System.clearProperty(TimeLimit.PROPERTY);
    }

    @Override
    public Class<LuksDriver> driver() {
        return LuksDriver.class;
    }

    @Override
    public List<Map<String, Object>> objects() {
        return List.of(Map.of("qom-type", "secret", "id", "password", "data", "letmein"));
    }

    @Override
    public Map<String, Object> options(TestDisk disk) {
        return Map.of("file", disk.file(), "key-secret", "password");
    }

    @Override
    public void make(TestDisk disk) throws IOException {
        disk.create(
                Map.of(
                        "file",
                        disk.file(),
                        "size",
                        disk.size(),
                        "key-secret",
                        "password",
                        "iter-time",
                        1));
    }
}
