package @PACKAGE@;

import module java.base;
import org.blockyard.driver.*;
import org.blockyard.io.*;
import org.blockyard.option.*;
import org.blockyard.platform.Provide;

/** The format @NAME@: a head that tells the disk's length, and from byte 4096 on its content. */
@Provide(services = BlockDriver.class, name = "@NAME@")
public final class @CLASS@Driver implements BlockDriver<@CLASS@Driver.Options>, Creating<@CLASS@Driver.New>, Probing {
    private static final long MAGIC = 0x@MAGIC@L;
    private static final int HEAD = 4096;
    private static final Set<ChildRole> ROLES = Set.of(ChildRole.DATA, ChildRole.METADATA, ChildRole.PRIMARY);

    public record Options(@Option("where the image lies") ChildRef file) {}

    public record New(@Option("where the image is to lie") ChildRef file,
            @Option(value = "virtual disk size", size = true, min = 0, max = 1L << 56) long size) {}

    @Override public String name() { return "@NAME@"; }
    @Override public DriverKind kind() { return DriverKind.FORMAT; }
    @Override public OptionSchema<Options> options() { return OptionSchema.of(Options.class); }
    @Override public OptionSchema<New> createOptions() { return OptionSchema.of(New.class); }

    @Override public int probe(ByteBuffer prefix, Optional<String> fileName) {
        return prefix.remaining() >= 8 && prefix.getLong(prefix.position()) == MAGIC ? CERTAIN : NO;
    }

    @Override public void create(New options, CreateContext context) throws IOException {
        var file = context.target("file", options.file(), ROLES);
        file.resize(HEAD + options.size(), Preallocation.OFF, false);
        file.write(0, ByteBuffer.allocate(16).putLong(MAGIC).putLong(options.size()).flip(), RequestFlags.NONE);
        file.flush();
    }

    @Override public BlockDevice open(Options options, OpenContext context) throws IOException {
        var file = context.child("file", options.file(), ROLES);
        var head = ByteBuffer.allocate(16);
        if (file.length() >= HEAD) file.read(0, head);
        long size = head.getLong(8); // whoever made the image is not trusted: bound what it says before it is used
        if (head.getLong(0) != MAGIC || size < 0 || size > file.length() - HEAD)
            throw new BlockException(ErrorKind.INVALID_FORMAT, "'" + file.fileName() + "' is no @NAME@ image");
        return new Device(file, size);
    }

    private record Device(Child file, long length) implements BlockDevice {
        @Override public void read(long at, ByteBuffer to) throws IOException { file.read(HEAD + at, to); }
        @Override public boolean tryRead(long at, ByteBuffer to) throws IOException { return file.tryRead(HEAD + at, to); }
        @Override public void write(long at, ByteBuffer from, RequestFlags flags) throws IOException { file.write(HEAD + at, from, flags); }
        @Override public boolean writeZeroes(long at, long length, RequestFlags flags) throws IOException {
            return file.writeZeroes(HEAD + at, length, flags);
        }
        @Override public Extent status(long at, long length) { return Extent.passThrough(length, file.name(), HEAD + at); }
        @Override public void flush() throws IOException { file.flush(); }
        @Override public void close() {}
    }
}
