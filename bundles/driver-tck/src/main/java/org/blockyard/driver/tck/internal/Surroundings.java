package org.blockyard.driver.tck.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Map;
import org.blockyard.driver.BlockDriver;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.platform.Contribution;
import org.blockyard.platform.Platform;
import org.blockyard.platform.PlatformProvider;

/**
 * A kernel without a framework, with the drivers of the class path, the medium, and the driver
 * under test in two versions that are the same but for their class loaders.
 */
public final class Surroundings implements AutoCloseable {
    /** The older of the two versions. */
    public static final String OLDER = "1.0.0";

    /** The newer of the two versions, which new nodes get. */
    public static final String NEWER = "2.0.0";

    private final MediumDriver media = new MediumDriver();
    private final Watch watch = new Watch();
    private final DriverLoader loader;
    private final String driverName;
    private final Platform platform;

    private Surroundings(Class<? extends BlockDriver<?>> driver)
            throws IOException, ReflectiveOperationException {
        loader = DriverLoader.of(driver);
        var newer = watch.driver(loader.instance(driver));
        var older = watch.driver(DriverLoader.of(driver).instance(driver));
        driverName = newer.name();
        var all = new ArrayList<Contribution>();
        all.add(new GivenDriver(newer, NEWER));
        all.add(new GivenDriver(older, OLDER));
        all.add(new GivenDriver(media, NEWER));
        for (var contribution : ClassPath.contributions()) {
            if (!contribution.name().equals(driverName)) {
                all.add(contribution);
            }
        }
        platform = kernel(all).start(all);
    }

    private static PlatformProvider kernel(Iterable<Contribution> all) throws BlockException {
        for (var contribution : all) {
            if (contribution.is(PlatformProvider.class)) {
                return contribution.as(PlatformProvider.class);
            }
        }
        throw new BlockException(ErrorKind.NOT_FOUND, "there is no kernel");
    }

    /** The surroundings of a driver. */
    public static Surroundings of(Class<? extends BlockDriver<?>> driver) throws IOException {
        try {
            return new Surroundings(driver);
        } catch (ReflectiveOperationException e) {
            throw Rule.NO_STATE.broken(driver.getName() + " can't be made", e);
        }
    }

    /** The kernel. */
    public Platform platform() {
        return platform;
    }

    /** Where media are made known. */
    public MediumDriver media() {
        return media;
    }

    /** What watches the driver. */
    public Watch watch() {
        return watch;
    }

    /** What loaded the driver that new nodes get. */
    public DriverLoader loader() {
        return loader;
    }

    /** The driver's name. */
    public String driverName() {
        return driverName;
    }

    /** Opens a node and takes hold of it. */
    public OpenDisk open(Map<String, Object> definition) throws IOException {
        var node = platform.graph().add(definition);
        try {
            return new OpenDisk(platform, node, watch.device());
        } catch (IOException | RuntimeException | Error e) {
            platform.graph().remove(node.name());
            throw e;
        }
    }

    @Override
    public void close() {
        platform.close();
        watch.forget();
    }
}
