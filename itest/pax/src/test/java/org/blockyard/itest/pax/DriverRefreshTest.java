package org.blockyard.itest.pax;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import javax.inject.Inject;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.wiring.FrameworkWiring;

/** Refreshing a driver or an export restarts that bundle alone: nothing else is wired to it. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class DriverRefreshTest {
    @Inject BundleContext context;

    @Configuration
    public Option[] product() throws IOException {
        return ExportedProduct.asShipped();
    }

    @Test
    public void aRefreshOfADriverTouchesThatDriverAlone() {
        var wiring = context.getBundle(0).adapt(FrameworkWiring.class);
        List<Bundle> swappable =
                Arrays.stream(context.getBundles()).filter(DriverRefreshTest::swappable).toList();
        assertFalse(swappable.isEmpty());
        for (Bundle bundle : swappable) {
            assertEquals(Set.of(bundle), Set.copyOf(wiring.getDependencyClosure(Set.of(bundle))));
        }
    }

    private static boolean swappable(Bundle bundle) {
        String name = bundle.getSymbolicName();
        return name.matches("org\\.blockyard\\.(format(?!-kit)|protocol|filter|export)-.*");
    }
}
