package org.blockyard.itest.path;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.jar.Manifest;
import org.blockyard.platform.Contribution;
import org.blockyard.platform.ContributionHeader;
import org.blockyard.platform.Platform;
import org.blockyard.platform.PlatformProvider;

/**
 * A platform of all bundles on the class path, the daemon's among them, which the tools' index
 * leaves out.
 */
final class WholeProduct {
    private WholeProduct() {}

    static Platform start() throws IOException {
        var all = contributions();
        for (var one : all) {
            if (one.is(PlatformProvider.class)) {
                return one.as(PlatformProvider.class).start(all);
            }
        }
        throw new IllegalStateException("there is no kernel on the class path");
    }

    private static List<Contribution> contributions() throws IOException {
        List<Contribution> found = new ArrayList<>();
        var loader = WholeProduct.class.getClassLoader();
        for (var url : Collections.list(loader.getResources("META-INF/MANIFEST.MF"))) {
            try (var in = url.openStream()) {
                var provides =
                        new Manifest(in).getMainAttributes().getValue(ContributionHeader.NAME);
                if (provides != null) {
                    ContributionHeader.parse(provides)
                            .forEach(h -> found.add(new Given(h, loader)));
                }
            }
        }
        return found;
    }

    private record Given(ContributionHeader header, ClassLoader loader) implements Contribution {
        @Override
        public String name() {
            return header.name();
        }

        @Override
        public Set<String> services() {
            return header.services();
        }

        @Override
        public String bundle() {
            return "class path";
        }

        @Override
        public String version() {
            return "1.0.0";
        }

        @Override
        public <T> T as(Class<T> service) {
            try {
                var type = loader.loadClass(header.className());
                return service.cast(type.getConstructor().newInstance());
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
