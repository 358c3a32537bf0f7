package org.blockyard.itest.peers;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** The product's raw driver, and other bundles of it, under other versions. */
final class DriverJar {
    static final String BUNDLE = "org.blockyard.format-raw";

    private DriverJar() {}

    /** The driver's jar in a version. */
    static byte[] version(String version) throws IOException {
        return of(BUNDLE, version);
    }

    /** The jar of a bundle of the product in a version. */
    static byte[] of(String bundle, String version) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var in = new JarFile(product(bundle).toFile())) {
            var manifest = in.getManifest();
            manifest.getMainAttributes().putValue("Bundle-Version", version);
            try (var out = new JarOutputStream(bytes, manifest)) {
                for (var entry : in.stream().toList()) {
                    if (!entry.isDirectory() && !entry.getName().equals(JarFile.MANIFEST_NAME)) {
                        out.putNextEntry(new ZipEntry(entry.getName()));
                        in.getInputStream(entry).transferTo(out);
                    }
                }
            }
        }
        return bytes.toByteArray();
    }

    /** A jar as it is, with one entry more. */
    static byte[] with(Path jar, String entry) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var in = new ZipFile(jar.toFile());
                var out = new ZipOutputStream(bytes)) {
            for (var old : in.stream().toList()) {
                out.putNextEntry(new ZipEntry(old.getName()));
                in.getInputStream(old).transferTo(out);
            }
            out.putNextEntry(new ZipEntry(entry));
        }
        return bytes.toByteArray();
    }

    private static Path product(String bundle) throws IOException {
        var folder = Product.root().resolve("run-configs/target/export/storage-daemon");
        try (var jars = Files.list(folder)) {
            return jars.filter(jar -> jar.getFileName().toString().startsWith(bundle + "-"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** By atomic rename: there at once, and whole. */
    static void put(Path folder, String name, byte[] bytes) throws IOException {
        var temporary = Files.write(folder.resolve("." + name + ".part"), bytes);
        Files.move(
                temporary,
                folder.resolve(name),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }
}
