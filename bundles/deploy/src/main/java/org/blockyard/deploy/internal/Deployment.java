package org.blockyard.deploy.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.platform.Platform;

/** One deploy folder at work: bundles and nodes. */
final class Deployment implements FolderListener, AutoCloseable {
    private final FolderBundles bundles;
    private final NodeFiles nodes;
    private final DeployFolder folder;
    private final ReentrantLock one;

    /** Begins to watch a folder. */
    Deployment(Path path, Works works) throws IOException {
        this.one = works.one;
        this.bundles = works.folder();
        this.nodes = new NodeFiles(works.audit);
        this.folder = new DeployFolder(path, this);
    }

    /** Deploys what is there, then goes on watching. */
    void start() {
        folder.look();
        bundles.restored();
        folder.start();
    }

    /** Tells of the platform, or that it is gone. */
    void platform(Optional<Platform> now) {
        now.ifPresentOrElse(there -> nodes.graph(there.graph()), nodes::noGraph);
    }

    @Override
    public Set<Path> changed(FolderChange change) {
        one.lock();
        try {
            var incomplete = new HashSet<>(bundles.changed(change));
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
            bundles.givenUp(file);
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
