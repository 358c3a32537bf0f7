package org.blockyard.kernel.internal.bitmap;

import java.nio.ByteBuffer;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.BlockDriver;
import org.blockyard.driver.DriverKind;
import org.blockyard.driver.OpenContext;
import org.blockyard.io.RequestFlags;
import org.blockyard.option.NoOptions;
import org.blockyard.option.OptionSchema;

/** A driver that writes everything at once and nowhere, but for one place. */
final class QuickDriver implements BlockDriver<NoOptions> {
    /** Where it says no. */
    static final long REFUSED = 32768;

    @Override
    public String name() {
        return "quick";
    }

    @Override
    public DriverKind kind() {
        return DriverKind.PROTOCOL;
    }

    @Override
    public OptionSchema<NoOptions> options() {
        return OptionSchema.of(NoOptions.class);
    }

    @Override
    public BlockDevice open(NoOptions options, OpenContext context) {
        return new BlockDevice() {
            @Override
            public long length() {
                return 65536;
            }

            @Override
            public void read(long offset, ByteBuffer target) {
                target.position(target.limit());
            }

            @Override
            public void write(long offset, ByteBuffer source, RequestFlags flags) {
                source.position(source.limit());
            }

            @Override
            public boolean tryWrite(long offset, ByteBuffer source, RequestFlags flags) {
                if (offset == REFUSED) {
                    return false;
                }
                source.position(source.limit());
                return true;
            }

            @Override
            public void close() {}
        };
    }
}
