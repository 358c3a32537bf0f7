package org.blockyard.driver.tck.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.jar.Manifest;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.platform.Contribution;
import org.blockyard.platform.ContributionHeader;
import org.blockyard.platform.PlatformProvider;

/** What the bundles on the class path contribute, read from their manifests. */
final class ClassPath {
    private ClassPath() {}

    /** All of it; the kernel must be there. */
    static List<Contribution> contributions() throws IOException {
        var found = new ArrayList<Contribution>();
        var loader = ClassPath.class.getClassLoader();
        for (var url : java.util.Collections.list(loader.getResources("META-INF/MANIFEST.MF"))) {
            try (var in = url.openStream()) {
                var main = new Manifest(in).getMainAttributes();
                var provides = main.getValue(ContributionHeader.NAME);
                if (provides != null) {
                    for (var header : ContributionHeader.parse(provides)) {
                        found.add(new OnClassPath(header, loader));
                    }
                }
            }
        }
        if (found.stream().noneMatch(c -> c.is(PlatformProvider.class))) {
            throw new BlockException(
                    ErrorKind.NOT_FOUND,
                    "no kernel is on the class path: the jar of org.blockyard.kernel must be there");
        }
        return found;
    }

    /** A class on the class path. */
    private record OnClassPath(ContributionHeader header, ClassLoader loader)
            implements Contribution {
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
            return "0.0.0";
        }

        @Override
        public <T> T as(Class<T> service) throws BlockException {
            try {
                return service.cast(
                        loader.loadClass(header.className()).getConstructor().newInstance());
            } catch (ReflectiveOperationException | LinkageError e) {
                throw new BlockException(
                        ErrorKind.UNSUPPORTED, header.className() + " can't be made", e);
            }
        }
    }
}
