package org.blockyard.format.luks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.blockyard.crypto.luks.KeySlotOptions;
import org.blockyard.crypto.luks.LuksHeader;
import org.blockyard.driver.Amendable;
import org.blockyard.driver.BitmapInfo;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.BlockDriver;
import org.blockyard.driver.CreateContext;
import org.blockyard.driver.DriverKind;
import org.blockyard.driver.Measurement;
import org.blockyard.driver.Measuring;
import org.blockyard.driver.OpenContext;
import org.blockyard.driver.Probing;
import org.blockyard.io.DataChannel;
import org.blockyard.option.OptionSchema;
import org.blockyard.platform.Provide;

/** The driver of encrypted disks: LUKS version 1, and data of version 2. */
@Provide(services = BlockDriver.class, name = LuksDriver.NAME)
public final class LuksDriver
        implements BlockDriver<LuksOptions>, Measuring<LuksCreateOptions>, Amendable, Probing {
    static final String NAME = "luks";

    private static final int VERSION_AT = 6;

    /** Made by the platform. */
    public LuksDriver() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public DriverKind kind() {
        return DriverKind.FORMAT;
    }

    @Override
    public OptionSchema<LuksOptions> options() {
        return OptionSchema.of(LuksOptions.class);
    }

    @Override
    public BlockDevice open(LuksOptions options, OpenContext context) throws IOException {
        return new LuksOpening(options, context).open();
    }

    @Override
    public OptionSchema<LuksCreateOptions> createOptions() {
        return OptionSchema.of(LuksCreateOptions.class);
    }

    @Override
    public void create(LuksCreateOptions options, CreateContext context) throws IOException {
        new LuksCreation(options).run(context);
    }

    /** Nothing of the disk can be left out: what is zero isn't once it is encrypted. */
    @Override
    public Measurement measure(
            LuksCreateOptions options, Optional<DataChannel> source, List<BitmapInfo> bitmaps)
            throws IOException {
        long length = new LuksCreation(options).fileSize();
        return new Measurement(length, length, OptionalLong.empty());
    }

    @Override
    public OptionSchema<KeySlotOptions> amendOptions() {
        return OptionSchema.of(KeySlotOptions.class);
    }

    @Override
    public int probe(ByteBuffer prefix, Optional<String> fileName) {
        return LuksHeader.isLuks(prefix)
                        && prefix.getShort(prefix.position() + VERSION_AT) == LuksHeader.VERSION
                ? CERTAIN
                : NO;
    }
}
