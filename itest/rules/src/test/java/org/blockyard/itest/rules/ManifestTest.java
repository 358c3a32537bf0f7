package org.blockyard.itest.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a bundle says about itself keeps it replaceable. */
class ManifestTest {
    static Stream<Bundle> bundles() throws IOException {
        return Tree.bundles().stream();
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void isNamedLikeItsFolder(Bundle bundle) throws IOException {
        var names = bundle.header("Bundle-SymbolicName");
        assertEquals("org.blockyard." + bundle.name(), names.getFirst().name());
        var version = bundle.header("Bundle-Version");
        assertEquals(bundle.version(), version.getFirst().name());
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void isWiredByPackagesThatMustBeThere(Bundle bundle) throws IOException {
        for (String header : List.of("Require-Bundle", "DynamicImport-Package", "Fragment-Host")) {
            assertTrue(bundle.header(header).isEmpty(), bundle + " has " + header);
        }
        for (Clause wanted : bundle.header("Import-Package")) {
            assertNotEquals(
                    "optional",
                    wanted.attributes().get("resolution:"),
                    bundle + " imports optionally " + wanted.name());
        }
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void onlyApiAndHelpersExport(Bundle bundle) throws IOException {
        for (Clause exported : bundle.header("Export-Package")) {
            assertTrue(Tree.floor(bundle.name()) <= 1, bundle + " exports " + exported.name());
            assertFalse(exported.name().matches(".*\\.internal(\\..*)?"), exported.name());
            assertNotNull(
                    exported.attributes().get("version"), exported.name() + " needs a version");
        }
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void contributionsAreInTheJar(Bundle bundle) throws IOException {
        try (var jar = new JarFile(bundle.jar().toFile())) {
            for (Clause provided : bundle.header("Blockyard-Provide")) {
                String file = provided.name().replace('.', '/') + ".class";
                assertNotNull(jar.getEntry(file), bundle + " announces " + provided.name());
                assertNotNull(provided.attributes().get("services"), provided.name());
                assertNotNull(provided.attributes().get("name"), provided.name());
            }
        }
    }
}
