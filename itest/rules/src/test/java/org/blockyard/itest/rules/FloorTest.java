package org.blockyard.itest.rules;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A bundle imports from floors below and from helpers; never from above or from its like. */
class FloorTest {
    private static final int HELPERS = 1;
    private static final int DRIVERS = 2;
    private static final Set<String> JDK =
            ModuleLayer.boot().modules().stream()
                    .flatMap(module -> module.getPackages().stream())
                    .filter(name -> name.startsWith("java") || name.startsWith("org.w3c"))
                    .collect(Collectors.toSet());

    static Stream<Bundle> bundles() throws IOException {
        return Tree.bundles().stream();
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void importsComeFromBelow(Bundle bundle) throws IOException {
        int floor = Tree.floor(bundle.name());
        Map<String, String> exporters = exporters();
        for (Clause wanted : bundle.header("Import-Package")) {
            String from = exporters.get(wanted.name());
            if (from != null && !from.equals(bundle.name())) {
                int below = Tree.floor(from);
                boolean allowed = below < floor || below == HELPERS && floor == HELPERS;
                assertTrue(
                        allowed,
                        "%s must not import %s from %s".formatted(bundle, wanted.name(), from));
            } else if (from == null && wanted.name().startsWith("org.blockyard.")) {
                fail("%s imports %s, which no bundle exports".formatted(bundle, wanted.name()));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void apiAndDriversImportNothingForeign(Bundle bundle) throws IOException {
        int floor = Tree.floor(bundle.name());
        if (floor != 0 && floor != DRIVERS) {
            return;
        }
        for (Clause wanted : bundle.header("Import-Package")) {
            boolean ours = wanted.name().startsWith("org.blockyard.");
            assertTrue(
                    ours || JDK.contains(wanted.name()),
                    "%s must not import %s".formatted(bundle, wanted.name()));
        }
    }

    private static Map<String, String> exporters() throws IOException {
        var exporters = new HashMap<String, String>();
        for (Bundle bundle : Tree.bundles()) {
            for (Clause exported : bundle.header("Export-Package")) {
                exporters.put(exported.name(), bundle.name());
            }
        }
        return exporters;
    }
}
