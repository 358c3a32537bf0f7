package org.blockyard.format.qed;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.BlockDriver;
import org.blockyard.driver.ChildRole;
import org.blockyard.driver.CreateContext;
import org.blockyard.driver.Creating;
import org.blockyard.driver.DriverKind;
import org.blockyard.driver.OpenContext;
import org.blockyard.driver.Probing;
import org.blockyard.option.OptionSchema;
import org.blockyard.platform.Provide;

/** The driver of QEMU enhanced disks. */
@Provide(services = BlockDriver.class, name = QedDriver.NAME)
public final class QedDriver
        implements BlockDriver<QedOptions>, Creating<QedCreateOptions>, Probing {
    static final String NAME = "qed";

    private static final Set<ChildRole> FILE =
            Set.of(ChildRole.DATA, ChildRole.METADATA, ChildRole.PRIMARY);

    /** Made by the platform. */
    public QedDriver() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public DriverKind kind() {
        return DriverKind.FORMAT;
    }

    @Override
    public OptionSchema<QedOptions> options() {
        return OptionSchema.of(QedOptions.class);
    }

    @Override
    public OptionSchema<QedCreateOptions> createOptions() {
        return OptionSchema.of(QedCreateOptions.class);
    }

    @Override
    public int probe(ByteBuffer prefix, Optional<String> fileName) {
        return prefix.remaining() >= QedHeader.LENGTH
                        && Integer.reverseBytes(prefix.getInt(prefix.position())) == QedHeader.MAGIC
                ? CERTAIN
                : NO;
    }

    @Override
    public BlockDevice open(QedOptions options, OpenContext context) throws IOException {
        return new QedOpening(options, context).open(context.child("file", options.file(), FILE));
    }

    @Override
    public void create(QedCreateOptions options, CreateContext context) throws IOException {
        var creation = new QedCreation(options);
        var header = creation.header();
        creation.write(header, context.target("file", options.file(), FILE));
    }
}
