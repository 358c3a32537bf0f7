package @PACKAGE@;

import module java.base;
import org.blockyard.driver.*;
import org.blockyard.io.*;
import org.blockyard.option.*;
import org.blockyard.platform.Provide;

/** The filter @NAME@: a disk that wears out. When so many bytes were written to it, it can only be read. */
@Provide(services = BlockDriver.class, name = "@NAME@")
public final class @CLASS@Driver implements BlockDriver<@CLASS@Driver.Options> {
    public record Options(@Option("the disk that wears out") ChildRef file,
            @Option(value = "bytes that may be written before; never worn if left out", size = true, min = 0) Optional<Long> budget) {}

    @Override public String name() { return "@NAME@"; }
    @Override public DriverKind kind() { return DriverKind.FILTER; }
    @Override public OptionSchema<Options> options() { return OptionSchema.of(Options.class); }

    @Override public BlockDevice open(Options options, OpenContext context) throws IOException {
        var file = context.child("file", options.file(), Set.of(ChildRole.FILTERED, ChildRole.PRIMARY));
        return new Device(file, new AtomicLong(options.budget().orElse(Long.MAX_VALUE)));
    }

    private record Device(Child file, AtomicLong left) implements BlockDevice {
        private void spend(long bytes) throws BlockException {
            long before = left.getAndUpdate(now -> now >= bytes ? now - bytes : now); // many threads write at once
            if (before < bytes) throw new BlockException(ErrorKind.READ_ONLY, "the disk is worn: " + before + " bytes are left");
        }

        @Override public long length() { return file.length(); }
        @Override public Limits limits() { return file.limits(); }
        @Override public void read(long at, ByteBuffer to) throws IOException { file.read(at, to); }
        @Override public boolean tryRead(long at, ByteBuffer to) throws IOException { return file.tryRead(at, to); }
        @Override public void write(long at, ByteBuffer from, RequestFlags flags) throws IOException {
            spend(from.remaining());
            file.write(at, from, flags);
        }
        @Override public boolean writeZeroes(long at, long length, RequestFlags flags) throws IOException {
            spend(length);
            return file.writeZeroes(at, length, flags);
        }
        @Override public void discard(long at, long length) throws IOException { file.discard(at, length); }
        @Override public Extent status(long at, long length) { return Extent.passThrough(length, file.name(), at); }
        @Override public void flush() throws IOException { file.flush(); }
        @Override public void close() {}
    }
}
