package org.blockyard.format.qcow;

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

/** The driver of QEMU's first copy-on-write format. */
@Provide(services = BlockDriver.class, name = "qcow")
public final class QcowDriver
        implements BlockDriver<QcowOptions>, Creating<QcowCreateOptions>, Probing {
    private static final Set<ChildRole> FILE =
            Set.of(ChildRole.DATA, ChildRole.METADATA, ChildRole.PRIMARY);

    /** Made by the platform. */
    public QcowDriver() {}

    @Override
    public String name() {
        return "qcow";
    }

    @Override
    public DriverKind kind() {
        return DriverKind.FORMAT;
    }

    @Override
    public OptionSchema<QcowOptions> options() {
        return OptionSchema.of(QcowOptions.class);
    }

    @Override
    public OptionSchema<QcowCreateOptions> createOptions() {
        return OptionSchema.of(QcowCreateOptions.class);
    }

    @Override
    public int probe(ByteBuffer prefix, Optional<String> fileName) {
        int at = prefix.position();
        return prefix.remaining() >= QcowHeader.LENGTH
                        && prefix.getInt(at) == QcowHeader.MAGIC
                        && prefix.getInt(at + Integer.BYTES) == QcowHeader.VERSION
                ? CERTAIN
                : NO;
    }

    @Override
    public BlockDevice open(QcowOptions options, OpenContext context) throws IOException {
        return new QcowOpening(options, context).open(context.child("file", options.file(), FILE));
    }

    @Override
    public void create(QcowCreateOptions options, CreateContext context) throws IOException {
        var creation = new QcowCreation(options);
        var header = creation.header();
        creation.write(header, context.target("file", options.file(), FILE), context);
    }
}
