package org.blockyard.driver.tck.internal;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.BlockDriver;
import org.blockyard.driver.DriverKind;
import org.blockyard.driver.OpenContext;
import org.blockyard.driver.tck.Medium;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.option.Option;
import org.blockyard.option.OptionSchema;

/** The protocol below the driver under test: a {@link Medium} as a disk. */
public final class MediumDriver implements BlockDriver<MediumDriver.Options> {
    /** Its name. */
    public static final String NAME = "tck-medium";

    private final Map<String, Medium> media = new ConcurrentHashMap<>();

    /**
     * Its options.
     *
     * @param medium the id of the medium
     */
    public record Options(@Option("id of the medium") String medium) {}

    /** Makes a medium known. */
    public void add(Medium medium) {
        media.put(medium.id(), medium);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public DriverKind kind() {
        return DriverKind.PROTOCOL;
    }

    @Override
    public OptionSchema<Options> options() {
        return OptionSchema.of(Options.class);
    }

    @Override
    public BlockDevice open(Options options, OpenContext context) throws BlockException {
        var medium = media.get(options.medium());
        if (medium == null) {
            throw new BlockException(ErrorKind.NOT_FOUND, "no medium " + options.medium());
        }
        return new MediumDevice(medium);
    }
}
