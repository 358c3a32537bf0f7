package org.blockyard.itest.rules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/** The source tree that the rules look at. */
final class Tree {
    static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();

    private Tree() {}

    static List<Bundle> bundles() throws IOException {
        try (Stream<Path> folders = Files.list(ROOT.resolve("bundles"))) {
            return folders.filter(f -> Files.exists(f.resolve("pom.xml")))
                    .sorted()
                    .map(Bundle::new)
                    .toList();
        }
    }

    static String text(String path) throws IOException {
        return Files.readString(ROOT.resolve(path));
    }

    /** The floor of a bundle by its folder's name; see design and {@code cnf/floors.properties}. */
    static int floor(String bundle) throws IOException {
        var floors = new Properties();
        try (var in = Files.newBufferedReader(ROOT.resolve("cnf/floors.properties"))) {
            floors.load(in);
        }
        String floor = floors.getProperty(bundle);
        if (floor == null && bundle.matches("(format|protocol|filter)-.*")) {
            return 2;
        }
        if (floor == null && bundle.matches("(export|job)-.*")) {
            return 4;
        }
        if (floor == null) {
            throw new AssertionError("cnf/floors.properties does not name the bundle " + bundle);
        }
        return Integer.parseInt(floor);
    }
}
