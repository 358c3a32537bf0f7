package org.blockyard.itest.peers;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.blockyard.itest.kit.BundleJar;

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
        return BundleJar.ofProduct(Product.root(), bundle).version(version);
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
}
