package org.blockyard.driver.tck;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.BlockDriver;
import org.blockyard.driver.Child;
import org.blockyard.driver.ChildRole;
import org.blockyard.driver.CreateContext;
import org.blockyard.driver.Creating;
import org.blockyard.driver.DriverKind;
import org.blockyard.driver.OpenContext;
import org.blockyard.driver.Preallocation;
import org.blockyard.driver.Probing;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.Extent;
import org.blockyard.io.FilePlace;
import org.blockyard.io.LentPlace;
import org.blockyard.io.RequestFlags;
import org.blockyard.io.SendableRead;
import org.blockyard.option.ChildRef;
import org.blockyard.option.Option;
import org.blockyard.option.OptionSchema;

/** A format that keeps the contract: a head, then the disk. Others break it on purpose. */
public class ToyDriver
        implements BlockDriver<ToyDriver.Options>, Creating<ToyDriver.CreateOptions>, Probing {
    static final int HEAD = 4096;
    private static final long MAGIC = 0x746f_7974_6f79_2121L;
    private static final Set<ChildRole> ROLES =
            Set.of(ChildRole.DATA, ChildRole.METADATA, ChildRole.PRIMARY);

    /** What to open. */
    public record Options(@Option("where the bytes lie") ChildRef file) {}

    /** What to make. */
    public record CreateOptions(
            @Option("where the bytes are to lie") ChildRef file,
            @Option(value = "length", size = true, min = 0) long size) {}

    @Override
    public String name() {
        return "toy";
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
    public OptionSchema<CreateOptions> createOptions() {
        return OptionSchema.of(CreateOptions.class);
    }

    @Override
    public void create(CreateOptions options, CreateContext context) throws IOException {
        var file = context.target("file", options.file(), ROLES);
        file.resize(HEAD + options.size(), Preallocation.OFF, false);
        file.write(0, ByteBuffer.allocate(8).putLong(MAGIC).flip(), RequestFlags.NONE);
        file.flush();
    }

    @Override
    public int probe(ByteBuffer prefix, Optional<String> fileName) {
        return prefix.remaining() >= 8 && prefix.getLong(0) == MAGIC ? CERTAIN : NO;
    }

    @Override
    public BlockDevice open(Options options, OpenContext context) throws IOException {
        var file = context.child("file", options.file(), ROLES);
        var head = ByteBuffer.allocate(8);
        if (file.length() >= HEAD) {
            file.read(0, head);
        }
        if (probe(head.clear(), Optional.empty()) == NO) {
            throw malformed();
        }
        return device(file);
    }

    IOException malformed() {
        return new BlockException(ErrorKind.INVALID_FORMAT, "this is no toy");
    }

    BlockDevice device(Child file) {
        return new Device(file);
    }

    /** Each request is the file's, behind the head. */
    static class Device implements BlockDevice {
        final Child file;

        Device(Child file) {
            this.file = file;
        }

        @Override
        public long length() {
            return file.length() - HEAD;
        }

        @Override
        public void read(long offset, ByteBuffer target) throws IOException {
            file.read(HEAD + offset, target);
        }

        @Override
        public boolean tryRead(long offset, ByteBuffer target) throws IOException {
            return file.tryRead(HEAD + offset, target);
        }

        @Override
        public void write(long offset, ByteBuffer source, RequestFlags flags) throws IOException {
            file.write(HEAD + offset, source, flags);
        }

        @Override
        public boolean tryWrite(long offset, ByteBuffer source, RequestFlags flags)
                throws IOException {
            return file.tryWrite(HEAD + offset, source, flags);
        }

        @Override
        public Extent status(long offset, long length) throws IOException {
            return Extent.passThrough(length, file.name(), HEAD + offset);
        }

        @Override
        public Optional<LentPlace> lendPlace(long offset, long length) throws IOException {
            return file.lendPlace(HEAD + offset, length);
        }

        @Override
        public Optional<SendableRead> trySendable(long offset, int length) throws IOException {
            return file.trySendable(HEAD + offset, length);
        }

        @Override
        public boolean copyFrom(FilePlace source, long offset, RequestFlags flags)
                throws IOException {
            return file.copyFrom(source, HEAD + offset, flags);
        }

        @Override
        public void flush() throws IOException {
            file.flush();
        }

        @Override
        public void close() throws IOException {}
    }
}
