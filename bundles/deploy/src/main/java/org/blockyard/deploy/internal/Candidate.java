package org.blockyard.deploy.internal;

import java.nio.file.Path;
import java.util.List;
import org.blockyard.deploy.internal.bundle.JarCheck;
import org.blockyard.deploy.internal.store.JarStore;
import org.blockyard.deploy.internal.store.Origin;

/**
 * A jar that wants to be deployed.
 *
 * @param file where it came from
 * @param staged the copy that is looked at
 * @param jar what it is
 * @param order on whose behalf, and how
 */
record Candidate(Path file, JarStore.Staged staged, JarCheck jar, Order order) {
    /**
     * On whose behalf something is deployed, and how.
     *
     * @param origin by which way it came
     * @param who who asked
     * @param force whether other bundles may be restarted
     * @param nodes the nodes to switch; all if there are none
     */
    record Order(Origin origin, String who, boolean force, List<String> nodes) {}

    String name() {
        return jar.symbolicName();
    }

    String version() {
        return jar.version().toString();
    }
}
