package org.blockyard.itest.pax;

import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.composite;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.junitBundles;
import static org.ops4j.pax.exam.CoreOptions.options;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ops4j.pax.exam.Option;

/** Exactly the bundles that are shipped, in a framework. */
final class ExportedProduct {
    private ExportedProduct() {}

    /** The product and what the tests themselves need. */
    static Option[] asShipped() throws IOException {
        try (var jars = Files.list(Path.of(System.getProperty("bundles.dir")))) {
            Option[] bundles =
                    jars.sorted().map(jar -> bundle(jar.toUri().toString())).toArray(Option[]::new);
            return options(
                    frameworkProperty("gosh.args").value("--nointeractive"),
                    junitBundles(),
                    composite(bundles));
        }
    }
}
