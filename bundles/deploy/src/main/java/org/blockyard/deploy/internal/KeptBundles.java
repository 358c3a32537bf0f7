package org.blockyard.deploy.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.deploy.internal.bundle.Steps;
import org.blockyard.deploy.internal.store.Ledger;
import org.blockyard.deploy.internal.store.NodeVersions;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.swap.DriverBundles;
import org.osgi.framework.BundleException;

/**
 * Brings former versions back from the store, for whoever rolls nodes back.
 *
 * @param one held while something is deployed
 */
record KeptBundles(
        Ledger ledger,
        NodeVersions pins,
        NodeVersions split,
        Deployer deployer,
        Steps steps,
        Retirement retirement,
        ReentrantLock one)
        implements DriverBundles {
    private static final System.Logger LOG = System.getLogger(KeptBundles.class.getName());
    private static final String WHO = "rollback";
    // whoever deploys now may wait for whoever asks
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Override
    public boolean bring(String bundle, String version) throws IOException {
        acquire(one, PATIENCE);
        try {
            var standing = ledger.find(bundle, version);
            if (standing.isEmpty() || standing.get().digest().isEmpty()) {
                return false;
            }
            var back = deployer.bring(standing.get(), WHO);
            for (var other : steps.versions(bundle)) {
                if (other.getVersion().compareTo(back.getVersion()) > 0) {
                    // goes when its last node has gone over to the older
                    retirement.supersede(other, WHO);
                }
            }
            return true;
        } catch (BundleException | IllegalStateException e) {
            throw new BlockException(ErrorKind.IO, Reasons.of(e), e);
        } finally {
            one.unlock();
        }
    }

    @Override
    public boolean pinned(String node, String driver, Optional<String> version) {
        try {
            return pins.put(node, driver, version);
        } catch (IOException e) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "that node '" + node + "' is pinned will not survive a restart: " + e);
            return false;
        }
    }

    @Override
    public Optional<String> pin(String node, String driver) {
        return pins.of(node, driver);
    }

    @Override
    public void split(String driver, Map<String, String> versions) {
        try {
            split.replace(driver, versions);
        } catch (IOException e) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "that nodes of driver '"
                            + driver
                            + "' have different versions will not survive a restart: "
                            + e);
        }
    }

    @Override
    public Optional<String> version(String node, String driver) {
        return split.of(node, driver);
    }

    static void acquire(ReentrantLock lock, Duration patience) throws BlockException {
        try {
            if (lock.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new BlockException(ErrorKind.BUSY, "another deployment is under way");
    }
}
