package org.blockyard.deploy.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/** Makes bundles in memory and moves them into a folder as an operator would. */
final class Jars {
    private Jars() {}

    static byte[] bundle(String name, String version, String... headers) throws IOException {
        var all = new LinkedHashMap<String, String>();
        all.put("Bundle-ManifestVersion", "2");
        all.put("Bundle-SymbolicName", name);
        all.put("Bundle-Version", version);
        for (int i = 0; i < headers.length; i += 2) {
            all.put(headers[i], headers[i + 1]);
        }
        return jar(all);
    }

    /** A bundle that announces the driver "toy". */
    static byte[] driver(String version) throws IOException {
        return bundle(
                "toy",
                version,
                "Blockyard-Provide",
                "toy.Toy;services=\"org.blockyard.driver.BlockDriver\";name=\"toy\"");
    }

    static byte[] jar(Map<String, String> headers) throws IOException {
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        headers.forEach(manifest.getMainAttributes()::putValue);
        var bytes = new ByteArrayOutputStream();
        try (var out = new JarOutputStream(bytes, manifest)) {
            out.putNextEntry(new ZipEntry("content.txt"));
            out.write(
                    "content of the jar"
                            .repeat(50)
                            .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        }
        return bytes.toByteArray();
    }

    /** A bundle with one class of this test. */
    static byte[] withClass(Class<?> type, String name, String... headers) throws IOException {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(bundle(name, "1.0.0", headers));
        var path = type.getName().replace('.', '/') + ".class";
        var out = new ByteArrayOutputStream();
        try (var in =
                        new java.util.jar.JarInputStream(
                                new java.io.ByteArrayInputStream(bytes.toByteArray()));
                var jar = new JarOutputStream(out, in.getManifest());
                var content = type.getClassLoader().getResourceAsStream(path)) {
            jar.putNextEntry(new ZipEntry(path));
            java.util.Objects.requireNonNull(content).transferTo(jar);
        }
        return out.toByteArray();
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
