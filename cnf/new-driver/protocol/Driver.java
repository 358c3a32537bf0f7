package @PACKAGE@;

import module java.base;
import org.blockyard.driver.*;
import org.blockyard.io.*;
import org.blockyard.option.*;
import org.blockyard.platform.Provide;

/** The protocol @NAME@: a disk in memory, which is gone when it is closed. */
@Provide(services = BlockDriver.class, name = "@NAME@")
public final class @CLASS@Driver implements BlockDriver<@CLASS@Driver.Options> {
    public record Options(@Option(value = "length", byDefault = "64M", size = true, min = 0, max = 1 << 30) long size) {}

    @Override public String name() { return "@NAME@"; }
    @Override public DriverKind kind() { return DriverKind.PROTOCOL; }
    @Override public OptionSchema<Options> options() { return OptionSchema.of(Options.class); }

    @Override public BlockDevice open(Options options, OpenContext context) {
        return new Device(ByteBuffer.allocate((int) options.size())); // the schema has bounded it
    }

    /** The slices, and so the positions, are each request's own; the bytes are everyone's. */
    private record Device(ByteBuffer bytes) implements BlockDevice {
        @Override public long length() { return bytes.capacity(); }
        @Override public void read(long at, ByteBuffer to) { to.put(bytes.slice((int) at, to.remaining())); }
        @Override public void write(long at, ByteBuffer from, RequestFlags flags) { bytes.slice((int) at, from.remaining()).put(from); }

        @Override public boolean tryRead(long at, ByteBuffer to) { // nothing here ever waits
            read(at, to);
            return true;
        }

        @Override public boolean tryWrite(long at, ByteBuffer from, RequestFlags flags) {
            write(at, from, flags);
            return true;
        }

        @Override public void close() {}
    }
}
