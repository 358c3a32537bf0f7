package org.blockyard.filter.copy.on.read;

import java.io.IOException;
import java.util.Set;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.BlockDriver;
import org.blockyard.driver.ChildRole;
import org.blockyard.driver.DriverKind;
import org.blockyard.driver.OpenContext;
import org.blockyard.option.OptionSchema;
import org.blockyard.platform.Provide;

/** Copies what is read from backing disks into the top layer, so that it is there next time. */
@Provide(services = BlockDriver.class, name = CopyOnReadDriver.NAME)
public final class CopyOnReadDriver implements BlockDriver<CopyOnReadOptions> {
    static final String NAME = "copy-on-read";

    /** Made by the platform. */
    public CopyOnReadDriver() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public DriverKind kind() {
        return DriverKind.FILTER;
    }

    @Override
    public OptionSchema<CopyOnReadOptions> options() {
        return OptionSchema.of(CopyOnReadOptions.class);
    }

    @Override
    public BlockDevice open(CopyOnReadOptions options, OpenContext context) throws IOException {
        var file =
                context.child(
                        "file", options.file(), Set.of(ChildRole.FILTERED, ChildRole.PRIMARY));
        var layers = file.layers(options.bottom());
        boolean copies = !context.readOnly() && !context.inactive();
        var up =
                new CopyUp(
                        file,
                        context.buffers(),
                        CopyUp.grain(file),
                        new Source(layers, options.bottom().isPresent()));
        var unit = file.compressedUnit();
        return unit.isPresent()
                ? new CompressingCopyOnReadDevice(file, up, copies, unit.getAsInt())
                : new CopyOnReadDevice(file, up, copies);
    }
}
