package org.blockyard.itest.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A filter never lets an operation through that it does not know: each way in which bytes are
 * moved, changed or shown is decided by its device, or by a base of the API that says no.
 */
class FilterTest {
    private static final String DEVICE = "org.blockyard.driver.BlockDevice";
    private static final String CHANNEL = "org.blockyard.io.DataChannel";

    /** Those that users name, and those that jobs put above a disk. */
    static Stream<Bundle> filters() throws IOException {
        return Tree.bundles().stream().filter(bundle -> bundle.name().matches("(filter|job)-.*"));
    }

    @ParameterizedTest
    @MethodSource("filters")
    void eachOperationIsDecidedOnPurpose(Bundle bundle) throws Exception {
        try (var loader = loader()) {
            var channel = loader.loadClass(CHANNEL);
            var devices = devices(bundle, loader);
            assertFalse(devices.isEmpty() && isFilter(bundle), bundle + " has no device");
            for (var device : devices) {
                assertEquals(List.of(), undecided(device, channel), device.getName());
            }
        }
    }

    private static boolean isFilter(Bundle bundle) {
        return bundle.name().startsWith("filter-");
    }

    /** The operations that a device has by default methods of the interfaces. */
    private static List<String> undecided(Class<?> device, Class<?> channel)
            throws NoSuchMethodException {
        var names = new ArrayList<String>();
        for (Method operation : channel.getMethods()) {
            var decided = device.getMethod(operation.getName(), operation.getParameterTypes());
            if (decided.getDeclaringClass().isInterface()) {
                names.add(operation.getName());
            }
        }
        return names;
    }

    private static List<Class<?>> devices(Bundle bundle, ClassLoader loader) throws Exception {
        var device = loader.loadClass(DEVICE);
        var found = new ArrayList<Class<?>>();
        try (var jar = new JarFile(bundle.jar().toFile())) {
            for (var name : jar.stream().map(JarEntry::getName).filter(FilterTest::own).toList()) {
                var type = loader.loadClass(name.replace('/', '.').replace(".class", ""));
                if (device.isAssignableFrom(type) && !Modifier.isAbstract(type.getModifiers())) {
                    found.add(type);
                }
            }
        }
        return found;
    }

    private static boolean own(String entry) {
        return entry.startsWith("org/blockyard/")
                && entry.endsWith(".class")
                && !entry.endsWith("-info.class");
    }

    /** All bundles on one class path; those of a product can be loaded so too. */
    private static URLClassLoader loader() throws IOException {
        var jars = new ArrayList<URL>();
        for (var bundle : Tree.bundles()) {
            if (Files.exists(bundle.jar())) {
                jars.add(bundle.jar().toUri().toURL());
            }
        }
        return new URLClassLoader(jars.toArray(URL[]::new), null);
    }
}
