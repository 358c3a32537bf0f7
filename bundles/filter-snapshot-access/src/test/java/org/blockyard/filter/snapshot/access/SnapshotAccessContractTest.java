package org.blockyard.filter.snapshot.access;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import org.blockyard.driver.tck.DriverContract;
import org.blockyard.driver.tck.TestDisk;
import org.blockyard.driver.tck.Trait;

/** The moment that a filter keeps is a disk as the contract wants it. */
class SnapshotAccessContractTest extends DriverContract {
    @Override
    public Class<SnapshotAccessDriver> driver() {
        return SnapshotAccessDriver.class;
    }

    @Override
    public Map<String, Object> options(TestDisk disk) {
        var target = Map.of("driver", "null-co", "size", disk.size());
        var filter = Map.of("driver", "copy-before-write", "file", disk.file(), "target", target);
        return Map.of("file", filter);
    }

    @Override
    public void make(TestDisk disk) throws IOException {
        disk.medium().resize(disk.size());
        disk.medium().write(0, disk.content());
    }

    @Override
    public Set<Trait> traits() {
        return Set.of(Trait.READ_ONLY);
    }
}
