package org.blockyard.driver.tck.internal;

import java.util.Set;
import org.blockyard.driver.BlockDriver;
import org.blockyard.platform.Contribution;

/** A driver that is there already, as a contribution of a bundle in some version. */
record GivenDriver(BlockDriver<?> driver, String version) implements Contribution {
    @Override
    public String name() {
        return driver.name();
    }

    @Override
    public Set<String> services() {
        return Set.of(BlockDriver.class.getName());
    }

    @Override
    public String bundle() {
        return "under.test";
    }

    @Override
    public <T> T as(Class<T> service) {
        return service.cast(driver);
    }
}
