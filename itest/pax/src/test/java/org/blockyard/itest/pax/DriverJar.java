package org.blockyard.itest.pax;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.Predicate;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;

/** The product's raw driver under other versions. */
final class DriverJar {
    static final String BUNDLE = "org.blockyard.format-raw";

    private DriverJar() {}

    /** The driver's jar in a version, with a description. */
    static byte[] version(String version, String description) throws IOException {
        return rewrite(product(), version, description, entry -> true);
    }

    /** The driver without its classes, so that it can't be made. */
    static byte[] broken(String version) throws IOException {
        return rewrite(product(), version, "broken", entry -> !entry.endsWith(".class"));
    }

    /** Another bundle of the product in a version. */
    static byte[] of(String bundle, String version) throws IOException {
        return rewrite(product(bundle), version, "another", entry -> true);
    }

    private static byte[] rewrite(
            Path product, String version, String description, Predicate<String> wanted)
            throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var in = new JarFile(product.toFile())) {
            var manifest = in.getManifest();
            manifest.getMainAttributes().putValue("Bundle-Version", version);
            manifest.getMainAttributes().putValue("Bundle-Description", description);
            try (var out = new JarOutputStream(bytes, manifest)) {
                for (var entry : in.stream().toList()) {
                    var name = entry.getName();
                    boolean own = entry.isDirectory() || name.equals(JarFile.MANIFEST_NAME);
                    if (!own && wanted.test(name)) {
                        out.putNextEntry(new ZipEntry(name));
                        in.getInputStream(entry).transferTo(out);
                    }
                }
            }
        }
        return bytes.toByteArray();
    }

    /** The jar as it is shipped. */
    static Path product() throws IOException {
        return product(BUNDLE);
    }

    private static Path product(String bundle) throws IOException {
        try (var jars = Files.list(Path.of(System.getProperty("bundles.dir")))) {
            return jars.filter(jar -> jar.getFileName().toString().startsWith(bundle + "-"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** By atomic rename: there at once, and whole. */
    static Path put(Path folder, String name, byte[] bytes) throws IOException {
        var temporary = folder.resolve("." + name + ".part");
        Files.write(temporary, bytes);
        return Files.move(
                temporary,
                folder.resolve(name),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }
}
