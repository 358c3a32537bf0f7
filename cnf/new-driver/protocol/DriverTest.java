package @PACKAGE@;

import java.util.Map;
import java.util.Set;
import org.blockyard.driver.tck.DriverContract;
import org.blockyard.driver.tck.TestDisk;
import org.blockyard.driver.tck.Trait;

/** The driver keeps the contract. */
class @CLASS@DriverTest extends DriverContract {
    @Override
    public Class<@CLASS@Driver> driver() {
        return @CLASS@Driver.class;
    }

    @Override
    public Map<String, Object> options(TestDisk disk) {
        return Map.of("size", disk.size());
    }

    @Override
    public void make(TestDisk disk) {
        // it is there as soon as it is opened
    }

    @Override
    public Set<Trait> traits() {
        return Set.of(Trait.VOLATILE);
    }
}
