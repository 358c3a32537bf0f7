package org.blockyard.itest.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import aQute.bnd.differ.Baseline;
import aQute.bnd.differ.DiffPluginImpl;
import aQute.bnd.osgi.Instructions;
import aQute.bnd.osgi.Jar;
import aQute.bnd.osgi.Processor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.osgi.framework.Version;

/**
 * A change of an exported package raises its version. Compared is with the newest release in {@code
 * cnf/baseline}, put there by {@code cnf/release-baseline}; a bundle that was never released
 * passes.
 */
class BaselineTest {
    static Stream<Bundle> bundles() throws IOException {
        return Tree.bundles().stream();
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void changesRaiseVersions(Bundle bundle) throws Exception {
        Optional<Path> released = newestRelease(bundle);
        if (released.isEmpty()) {
            return;
        }
        var wrong = new ArrayList<String>();
        try (var newer = new Jar(bundle.jar().toFile());
                var older = new Jar(released.get().toFile());
                var processor = new Processor()) {
            var baseline = new Baseline(processor, new DiffPluginImpl());
            for (var info : baseline.baseline(newer, older, new Instructions())) {
                if (info.mismatch) {
                    wrong.add(
                            "%s %s is %s against %s: needs %s, has %s"
                                    .formatted(
                                            info.packageName,
                                            info.reason == null ? "" : info.reason,
                                            info.packageDiff.getDelta(),
                                            released.get().getFileName(),
                                            info.suggestedVersion,
                                            info.newerVersion));
                }
            }
            var info = baseline.getBundleInfo();
            if (info.mismatch) {
                wrong.add(
                        "the bundle needs version %s, has %s"
                                .formatted(info.suggestedVersion, info.newerVersion));
            }
        }
        assertEquals(List.of(), wrong, bundle + ": raise @Version in package-info, and the bundle");
    }

    private static Optional<Path> newestRelease(Bundle bundle) throws IOException {
        Path folder = Tree.ROOT.resolve("cnf/baseline");
        if (!Files.exists(folder)) {
            return Optional.empty();
        }
        String prefix = "org.blockyard." + bundle.name() + "-";
        try (Stream<Path> jars = Files.walk(folder)) {
            return jars.filter(jar -> version(jar, prefix).isPresent())
                    .max(Comparator.comparing(jar -> version(jar, prefix).orElseThrow()));
        }
    }

    /** The version in a jar's file name; none if it is not of that bundle. */
    private static Optional<Version> version(Path jar, String prefix) {
        String name = jar.getFileName().toString();
        if (!name.matches(java.util.regex.Pattern.quote(prefix) + "\\d.*\\.jar")) {
            return Optional.empty();
        }
        return Optional.of(
                Version.parseVersion(name.substring(prefix.length(), name.length() - 4)));
    }
}
