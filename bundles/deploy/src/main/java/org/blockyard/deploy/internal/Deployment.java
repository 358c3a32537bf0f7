package org.blockyard.deploy.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.platform.Platform;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;

/** One deploy folder at work: bundles and nodes. */
final class Deployment implements FolderListener, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Deployment.class.getName());

    private final Path path;
    private final Deployer deployer;
    private final NodeFiles nodes;
    private final DeployFolder folder;
    private final ReentrantLock one;
    private volatile @Nullable Platform platform;

    /**
     * Checks a folder and begins to watch it.
     *
     * @param one held while something is deployed: folders work one at a time
     */
    Deployment(Path path, BundleContext context, ReentrantLock one) throws IOException {
        this.path = path;
        this.one = one;
        FolderTrust.check(path).ifPresent(warning -> LOG.log(System.Logger.Level.WARNING, warning));
        var reports = new EventReports(this::publish);
        this.deployer = new Deployer(context, reports);
        this.nodes = new NodeFiles(reports);
        this.folder = new DeployFolder(path, this);
    }

    /** Deploys what is there, then goes on watching. */
    void start() {
        one.lock();
        try {
            deployer.forgetStrays(path);
        } finally {
            one.unlock();
        }
        folder.look();
        folder.start();
    }

    private void publish(String event, Map<String, Object> data) {
        var now = platform;
        if (now != null) {
            now.events().publish(event, data);
        }
    }

    /** Tells of the platform, or that it is gone. */
    void platform(Optional<Platform> now) {
        platform = now.orElse(null);
        now.ifPresentOrElse(there -> nodes.graph(there.graph()), nodes::noGraph);
    }

    @Override
    public Set<Path> changed(FolderChange change) {
        one.lock();
        try {
            var incomplete = new HashSet<>(deployer.changed(change));
            incomplete.addAll(nodes.changed(change));
            return incomplete;
        } finally {
            one.unlock();
        }
    }

    @Override
    public void givenUp(Path file) {
        one.lock();
        try {
            deployer.givenUp(file);
            nodes.givenUp(file);
        } finally {
            one.unlock();
        }
    }

    @Override
    public void close() {
        folder.close();
    }
}
