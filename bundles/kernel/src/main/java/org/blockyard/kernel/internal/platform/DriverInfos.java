package org.blockyard.kernel.internal.platform;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.blockyard.driver.BlockDriver;
import org.blockyard.graph.DriverInfo;
import org.blockyard.io.BlockException;
import org.blockyard.platform.Contribution;
import org.blockyard.platform.LazyLogger;

/** Describes contributed drivers. */
final class DriverInfos {
    private static final System.Logger LOG = LazyLogger.of(DriverInfos.class);
    private static final String SPI = BlockDriver.class.getPackageName();

    private DriverInfos() {}

    /**
     * The driver of a contribution; one that can't be made, or is another than announced, is logged
     * and left out.
     */
    static Optional<DriverInfo> of(Contribution contribution) {
        try {
            BlockDriver<?> driver = contribution.as(BlockDriver.class);
            if (!driver.name().equals(contribution.name())) {
                var where = contribution.bundle() + " " + contribution.version();
                LOG.log(
                        System.Logger.Level.ERROR,
                        "bundle "
                                + where
                                + " announces driver '"
                                + contribution.name()
                                + "' but brings '"
                                + driver.name()
                                + "': left out");
                return Optional.empty();
            }
            return Optional.of(
                    new DriverInfo(
                            contribution.name(),
                            driver.kind(),
                            contribution.bundle(),
                            contribution.version(),
                            abilities(driver),
                            true,
                            driver));
        } catch (BlockException | RuntimeException | LinkageError e) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "driver '" + contribution.name() + "' is left out: " + e.getMessage());
            LOG.log(System.Logger.Level.DEBUG, "which failed so", e);
            return Optional.empty();
        }
    }

    /** The same, not preferred. */
    static DriverInfo older(DriverInfo d) {
        return new DriverInfo(
                d.name(), d.kind(), d.bundle(), d.version(), d.abilities(), false, d.driver());
    }

    private static Set<String> abilities(BlockDriver<?> driver) {
        var names = new TreeSet<String>();
        for (Class<?> c = driver.getClass();
                c != null && c != Object.class;
                c = c.getSuperclass()) {
            addInterfaces(c, names);
        }
        return Set.copyOf(names);
    }

    private static void addInterfaces(Class<?> type, Set<String> names) {
        for (var ability : type.getInterfaces()) {
            if (ability != BlockDriver.class && ability.getPackageName().equals(SPI)) {
                names.add(ability.getSimpleName());
            }
            addInterfaces(ability, names);
        }
    }
}
