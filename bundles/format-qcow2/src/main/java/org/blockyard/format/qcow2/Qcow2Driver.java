package org.blockyard.format.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.blockyard.driver.Amendable;
import org.blockyard.driver.BitmapInfo;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.BlockDriver;
import org.blockyard.driver.Child;
import org.blockyard.driver.ChildRole;
import org.blockyard.driver.CreateContext;
import org.blockyard.driver.DriverKind;
import org.blockyard.driver.Measurement;
import org.blockyard.driver.Measuring;
import org.blockyard.driver.OpenContext;
import org.blockyard.driver.Probing;
import org.blockyard.format.qcow2.internal.layout.Header;
import org.blockyard.format.qcow2.option.Qcow2AmendOptions;
import org.blockyard.format.qcow2.option.Qcow2CreateOptions;
import org.blockyard.format.qcow2.option.Qcow2Options;
import org.blockyard.io.DataChannel;
import org.blockyard.option.OptionSchema;
import org.blockyard.platform.Provide;

/** The driver of QEMU's copy-on-write format, version 2 and 3. */
@Provide(services = BlockDriver.class, name = "qcow2")
public final class Qcow2Driver
        implements BlockDriver<Qcow2Options>, Probing, Measuring<Qcow2CreateOptions>, Amendable {
    private static final Set<ChildRole> FILE =
            Set.of(ChildRole.DATA, ChildRole.METADATA, ChildRole.PRIMARY);

    /** The driver. */
    public Qcow2Driver() {}

    @Override
    public String name() {
        return "qcow2";
    }

    @Override
    public DriverKind kind() {
        return DriverKind.FORMAT;
    }

    @Override
    public OptionSchema<Qcow2Options> options() {
        return OptionSchema.of(Qcow2Options.class);
    }

    @Override
    public OptionSchema<Qcow2CreateOptions> createOptions() {
        return OptionSchema.of(Qcow2CreateOptions.class);
    }

    @Override
    public OptionSchema<Qcow2AmendOptions> amendOptions() {
        return OptionSchema.of(Qcow2AmendOptions.class);
    }

    @Override
    public int probe(ByteBuffer prefix, Optional<String> fileName) {
        int at = prefix.position();
        if (prefix.remaining() < 8 || prefix.getInt(at) != Header.MAGIC) {
            return NO;
        }
        int version = prefix.getInt(at + 4);
        return version >= 2 ? CERTAIN : NO;
    }

    @Override
    public BlockDevice open(Qcow2Options options, OpenContext context) throws IOException {
        return new ImageOpening(options, context).open(context.child("file", options.file(), FILE));
    }

    @Override
    public void create(Qcow2CreateOptions options, CreateContext context) throws IOException {
        var creation = new ImageCreation(options);
        creation.validate();
        var file = context.target("file", options.file(), FILE);
        var data = Optional.<Child>empty();
        if (options.dataFile().isPresent()) {
            data =
                    Optional.of(
                            context.target(
                                    "data-file", options.dataFile().get(), Set.of(ChildRole.DATA)));
        }
        creation.write(file, data, context);
    }

    @Override
    public Measurement measure(
            Qcow2CreateOptions options, Optional<DataChannel> source, List<BitmapInfo> bitmaps)
            throws IOException {
        var creation = new ImageCreation(options);
        creation.validateSizes();
        if (options.encrypt().isPresent()) {
            ImageCreation.validateEncryption(options.encrypt().get());
        }
        return new ImageMeasure(options).of(creation.size(), source, bitmaps);
    }
}
