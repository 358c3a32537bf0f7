package @PACKAGE@;

import org.blockyard.driver.tck.DriverContract;

/** The driver keeps the contract. */
class @CLASS@DriverTest extends DriverContract {
    @Override
    public Class<@CLASS@Driver> driver() {
        return @CLASS@Driver.class;
    }
}
