package org.blockyard.deploy.internal.bundle;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.zip.CRC32;
import java.util.zip.ZipException;
import org.blockyard.driver.BlockDriver;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.platform.ContributionHeader;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;

/**
 * What is known of a jar before it is installed.
 *
 * @param symbolicName the bundle's name
 * @param version the bundle's version
 * @param headers the main attributes of its manifest
 * @param drivers the names of the block drivers it announces
 */
public record JarCheck(
        String symbolicName, Version version, Map<String, String> headers, List<String> drivers) {
    private static final long MOST_BYTES = 512L << 20;

    /** Whether it is the same bundle in the same version. */
    public boolean sameAs(String name, Version other) {
        return symbolicName.equals(name) && version.equals(other);
    }

    /** Whether it is a part of another bundle and can't be started. */
    public boolean fragment() {
        return headers.containsKey(Constants.FRAGMENT_HOST);
    }

    /**
     * Reads a jar to its last byte.
     *
     * @throws BlockException of kind {@code INVALID_FORMAT} if it is no bundle; of kind {@code IO}
     *     if it is not, or not yet, a whole jar
     */
    public static JarCheck of(Path file) throws IOException {
        try (var jar = new JarFile(file.toFile(), false)) {
            readAll(jar);
            var manifest = jar.getManifest();
            if (manifest == null) {
                throw noBundle("it has no manifest");
            }
            return of(manifest.getMainAttributes());
        } catch (ZipException e) {
            throw new BlockException(ErrorKind.IO, "it is not a whole jar: " + e.getMessage(), e);
        }
    }

    private static void readAll(JarFile jar) throws IOException {
        var buffer = new byte[64 << 10];
        var names = new HashSet<String>();
        long total = 0;
        for (var entries = jar.entries(); entries.hasMoreElements(); ) {
            var entry = entries.nextElement();
            if (!names.add(entry.getName())) {
                // which of them is meant depends on who reads
                throw noBundle("it has two entries named " + entry.getName());
            }
            var sum = new CRC32();
            try (var in = jar.getInputStream(entry)) {
                for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    sum.update(buffer, 0, count);
                    total += count;
                    if (total > MOST_BYTES) {
                        throw noBundle("it unpacks to more than " + MOST_BYTES + " bytes");
                    }
                }
            }
            if (entry.getCrc() >= 0 && entry.getCrc() != sum.getValue()) {
                throw new ZipException("checksum of " + entry.getName() + " is wrong");
            }
        }
    }

    private static JarCheck of(Attributes manifest) throws BlockException {
        var name = manifest.getValue(Constants.BUNDLE_SYMBOLICNAME);
        if (name == null || name.isBlank()) {
            throw noBundle("its manifest has no " + Constants.BUNDLE_SYMBOLICNAME);
        }
        int directives = name.indexOf(';');
        var plain = (directives < 0 ? name : name.substring(0, directives)).strip();
        var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        manifest.forEach((key, value) -> headers.put(key.toString(), value.toString()));
        try {
            var version = Version.parseVersion(manifest.getValue(Constants.BUNDLE_VERSION));
            return new JarCheck(
                    plain, version, headers, drivers(headers.get(ContributionHeader.NAME)));
        } catch (IllegalArgumentException e) {
            throw noBundle("its version is wrong: " + e.getMessage());
        }
    }

    /** The names of the block drivers in a header {@code Blockyard-Provide}, if there is one. */
    public static List<String> drivers(@Nullable String header) throws BlockException {
        var names = new ArrayList<String>();
        for (var clause : ContributionHeader.parse(header == null ? "" : header)) {
            if (clause.services().contains(BlockDriver.class.getName())) {
                names.add(clause.name());
            }
        }
        return List.copyOf(names);
    }

    private static BlockException noBundle(String why) {
        return new BlockException(ErrorKind.INVALID_FORMAT, why);
    }
}
