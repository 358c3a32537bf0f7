package com.example.xor;

import java.io.IOException;
import java.util.Set;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.BlockDriver;
import org.blockyard.driver.ChildRole;
import org.blockyard.driver.DriverKind;
import org.blockyard.driver.OpenContext;
import org.blockyard.option.ChildRef;
import org.blockyard.option.Option;
import org.blockyard.option.OptionSchema;
import org.blockyard.platform.Provide;

/** The format {@code xor}: a disk whose bytes are stored combined with a key. Protects nothing; shows how a driver is made. */
@Provide(services = BlockDriver.class, name = "xor")
public final class XorDriver implements BlockDriver<XorDriver.Options> {
    /**
     * Its options.
     *
     * @param file where the bytes lie
     * @param key what they are combined with
     */
    public record Options(
            @Option("where the bytes lie") ChildRef file,
            @Option(value = "byte they are combined with", byDefault = "90", min = 0, max = 255) int key) {}

    @Override
    public String name() {
        return "xor";
    }

    @Override
    public DriverKind kind() {
        return DriverKind.FORMAT;
    }

    @Override
    public OptionSchema<Options> options() {
        return OptionSchema.of(Options.class);
    }

    @Override
    public BlockDevice open(Options options, OpenContext context) throws IOException {
        var file = context.child(
                "file", options.file(), Set.of(ChildRole.DATA, ChildRole.METADATA, ChildRole.PRIMARY));
        return new XorDevice(file, (byte) options.key(), context.buffers());
    }
}
