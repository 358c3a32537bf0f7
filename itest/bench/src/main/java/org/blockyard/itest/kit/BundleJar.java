package org.blockyard.itest.kit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;

/**
 * A bundle that was built, from which further versions are made that differ in nothing else.
 *
 * @param path the jar
 */
public record BundleJar(Path path) {
    /**
     * The bundle of that symbolic name in the product of a source tree.
     *
     * @throws IOException if the product was not built
     */
    public static BundleJar ofProduct(Path root, String symbolicName) throws IOException {
        var folder = root.resolve("run-configs/target/product/bundles/storage-daemon");
        try (var jars = Files.newDirectoryStream(folder, symbolicName + "-*.jar")) {
            for (var jar : jars) {
                return new BundleJar(jar);
            }
        }
        throw new IOException("no " + symbolicName + " in " + folder);
    }

    /**
     * Puts another version of it into a folder, at once and whole.
     *
     * @param name the file's name there; a file of that name is replaced
     */
    public Path make(String version, Path folder, String name) throws IOException {
        return make(Map.of("Bundle-Version", version), Map.of(), folder, name);
    }

    /**
     * Puts a bundle made of this one into a folder, at once and whole.
     *
     * @param headers headers of the manifest that it has instead or besides
     * @param files files that it has besides, by their names
     * @param name the file's name there; a file of that name is replaced
     */
    public Path make(
            Map<String, String> headers, Map<String, byte[]> files, Path folder, String name)
            throws IOException {
        return put(folder, name, bytes(headers, files));
    }

    /** Another version of it. */
    public byte[] version(String version) throws IOException {
        return bytes(Map.of("Bundle-Version", version), Map.of());
    }

    private byte[] bytes(Map<String, String> headers, Map<String, byte[]> files)
            throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var in = new JarInputStream(Files.newInputStream(path))) {
            var manifest = in.getManifest();
            if (manifest == null) {
                throw new IOException(path + " does not begin with a manifest");
            }
            headers.forEach(manifest.getMainAttributes()::putValue);
            try (var out = new JarOutputStream(bytes, manifest)) {
                for (var entry = in.getNextJarEntry();
                        entry != null;
                        entry = in.getNextJarEntry()) {
                    out.putNextEntry(new ZipEntry(entry.getName()));
                    in.transferTo(out);
                }
                for (var file : files.entrySet()) {
                    out.putNextEntry(new ZipEntry(file.getKey()));
                    out.write(file.getValue());
                }
            }
        }
        return bytes.toByteArray();
    }

    /** Puts a file into a folder by atomic rename: there at once, and whole. */
    public static Path put(Path folder, String name, byte[] bytes) throws IOException {
        var hidden = Files.write(folder.resolve("." + name + ".part"), bytes);
        return Files.move(hidden, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }
}
