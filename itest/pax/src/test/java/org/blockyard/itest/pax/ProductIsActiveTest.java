package org.blockyard.itest.pax;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
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

/** The exported product resolves and starts as it is shipped. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class ProductIsActiveTest {
    @Inject BundleContext context;

    @Configuration
    public Option[] product() throws IOException {
        return ExportedProduct.asShipped();
    }

    @Test
    public void everyBundleIsActive() {
        for (Bundle bundle : context.getBundles()) {
            assertEquals(bundle.getSymbolicName(), Bundle.ACTIVE, bundle.getState());
        }
    }

    @Test
    public void ourBundlesAreThere() {
        List<String> names =
                Arrays.stream(context.getBundles()).map(Bundle::getSymbolicName).toList();
        for (String name : List.of("api", "kernel", "format-qcow2", "export-nbd", "daemon")) {
            assertTrue(name, names.contains("org.blockyard." + name));
        }
    }
}
