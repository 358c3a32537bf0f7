package org.blockyard.driver.tck.internal;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import org.blockyard.driver.BlockDriver;

/**
 * Loads the driver's bundle, jar or folder of classes, as a framework would: what it has itself
 * comes from itself, all else from its surroundings.
 */
public final class DriverLoader extends URLClassLoader {
    static {
        registerAsParallelCapable();
    }

    /** What its classes are marked with in stack traces. */
    static final String NAME = "driver under test";

    private final Path place;

    private DriverLoader(Path place, URL url, ClassLoader parent) {
        super(NAME, new URL[] {url}, parent);
        this.place = place;
    }

    /** A new loader of the place from which a driver's class came. */
    public static DriverLoader of(Class<?> driver) {
        try {
            var url = driver.getProtectionDomain().getCodeSource().getLocation();
            return new DriverLoader(Path.of(url.toURI()), url, driver.getClassLoader());
        } catch (java.net.URISyntaxException e) {
            throw new IllegalStateException(driver + " comes from no file", e);
        }
    }

    /** A new instance of the driver, of the class as this loader knows it. */
    public BlockDriver<?> instance(Class<?> driver) throws ReflectiveOperationException {
        return (BlockDriver<?>) loadClass(driver.getName()).getConstructor().newInstance();
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            var known = findLoadedClass(name);
            if (known == null && findResource(name.replace('.', '/') + ".class") != null) {
                known = findClass(name);
            }
            return known == null ? super.loadClass(name, resolve) : known;
        }
    }

    /** The names of all classes in the driver's bundle. */
    public List<String> classNames() throws IOException {
        if (Files.isDirectory(place)) {
            try (var files = Files.walk(place)) {
                return files.map(file -> place.relativize(file).toString())
                        .flatMap(file -> className(file).stream())
                        .toList();
            }
        }
        try (var jar = new JarFile(place.toFile())) {
            return jar.stream().flatMap(entry -> className(entry.getName()).stream()).toList();
        }
    }

    private static java.util.Optional<String> className(String file) {
        boolean plain = file.endsWith(".class") && !file.contains("-");
        return plain
                ? java.util.Optional.of(
                        file.substring(0, file.length() - 6).replace('/', '.').replace('\\', '.'))
                : java.util.Optional.empty();
    }
}
