package org.blockyard.itest.rules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Pattern;

/** One of our bundles: its folder and the jar that was built from it. */
record Bundle(Path folder) {
    private static final Pattern OWN_VERSION =
            Pattern.compile("</artifactId>\\s*<version>([^<]+)</version>");

    String name() {
        return folder.getFileName().toString();
    }

    String pom() throws IOException {
        return Files.readString(folder.resolve("pom.xml"));
    }

    String version() throws IOException {
        var matcher = OWN_VERSION.matcher(pom().replaceFirst("(?s)<parent>.*?</parent>", ""));
        if (!matcher.find()) {
            throw new AssertionError(folder + "/pom.xml has no version of its own");
        }
        return matcher.group(1);
    }

    Path jar() throws IOException {
        return folder.resolve("target/org.blockyard." + name() + "-" + version() + ".jar");
    }

    Manifest manifest() throws IOException {
        try (var file = new JarFile(jar().toFile())) {
            return file.getManifest();
        }
    }

    /** The clauses of a manifest header; none if it is not there. */
    List<Clause> header(String header) throws IOException {
        return Clause.parse(manifest().getMainAttributes().getValue(header));
    }

    @Override
    public String toString() {
        return name();
    }
}
