package org.blockyard.format.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.Child;
import org.blockyard.driver.ChildRole;
import org.blockyard.driver.CreateContext;
import org.blockyard.driver.DriverScope;
import org.blockyard.driver.OpenContext;
import org.blockyard.driver.Progress;
import org.blockyard.driver.RecordedChild;
import org.blockyard.driver.tck.MemoryChild;
import org.blockyard.format.qcow2.option.Qcow2CreateOptions;
import org.blockyard.format.qcow2.option.Qcow2Key;
import org.blockyard.format.qcow2.option.Qcow2Options;
import org.blockyard.io.BlockException;
import org.blockyard.io.BufferPool;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.IoBuffer;
import org.blockyard.option.ChildRef;

/** Stands for the kernel: gives a driver one file and at most one backing. */
final class TestContext implements OpenContext, CreateContext {
    private final Child file;
    private Optional<Child> backing;
    Optional<Child> dataFile = Optional.empty();
    byte[] secret = new byte[0];
    byte[] otherSecret = new byte[0];
    Optional<Qcow2Key> key = Optional.empty();
    final List<String> corruptions = new ArrayList<>();
    int lengthChanges;
    Optional<String> recordedData = Optional.empty();
    boolean readOnly;
    boolean metadataOnly;
    boolean discard;

    TestContext(Child file, Optional<Child> backing) {
        this.file = file;
        this.backing = backing;
    }

    /** This one, with a disk below the image. */
    TestContext over(Optional<Child> below) {
        backing = below;
        return this;
    }

    /** What the file holds. */
    byte[] content() {
        return ((MemoryChild) file).content();
    }

    static TestContext over(Child file) {
        return new TestContext(file, Optional.empty());
    }

    @Override
    public boolean readOnly() {
        return readOnly;
    }

    @Override
    public boolean metadataOnly() {
        return metadataOnly;
    }

    BlockDevice open() throws IOException {
        return new Qcow2Driver()
                .open(options(backing.map(child -> (ChildRef) new ChildRef.Node("backing"))), this);
    }

    private Qcow2Options options(Optional<ChildRef> below) {
        return new Qcow2Options(
                new ChildRef.Node("file"),
                below,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                true,
                false,
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                key);
    }

    /** Creation options with their defaults. */
    static Qcow2CreateOptions creation(long size) {
        return new Qcow2CreateOptions(
                new ChildRef.Node("file"),
                65536,
                false,
                Optional.empty(),
                Qcow2CreateOptions.CompressionType.ZLIB,
                size,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                16,
                Optional.empty());
    }

    static Qcow2CreateOptions creation(long size, int version, int clusterSize, int refcountBits) {
        return new Qcow2CreateOptions(
                new ChildRef.Node("file"),
                clusterSize,
                false,
                Optional.empty(),
                Qcow2CreateOptions.CompressionType.ZLIB,
                size,
                Optional.of(Qcow2CreateOptions.Version.values()[version - 2]),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                refcountBits,
                Optional.empty());
    }

    /** These options with subclusters. */
    static Qcow2CreateOptions extended(Qcow2CreateOptions plain) {
        return new Qcow2CreateOptions(
                plain.file(),
                plain.clusterSize(),
                true,
                plain.preallocation(),
                plain.compressionType(),
                plain.size(),
                plain.version(),
                plain.backingFile(),
                plain.backingFmt(),
                plain.dataFile(),
                plain.dataFileRaw(),
                plain.lazyRefcounts(),
                plain.refcountBits(),
                plain.encrypt());
    }

    void create(Qcow2CreateOptions options) throws IOException {
        new Qcow2Driver().create(options, this);
    }

    @Override
    public String nodeName() {
        return "test";
    }

    @Override
    public boolean autoReadOnly() {
        return false;
    }

    @Override
    public void openedReadOnly() throws BlockException {
        throw new BlockException(ErrorKind.READ_ONLY, "not allowed");
    }

    @Override
    public boolean inactive() {
        return false;
    }

    @Override
    public boolean cacheDirect() {
        return false;
    }

    @Override
    public boolean noFlush() {
        return false;
    }

    @Override
    public boolean forceShare() {
        return false;
    }

    @Override
    public boolean discard() {
        return discard;
    }

    @Override
    public Child child(String name, ChildRef reference, Set<ChildRole> roles) {
        return file;
    }

    @Override
    public Child target(String name, ChildRef reference, Set<ChildRole> roles) {
        return name.equals("data-file") ? dataFile.orElseThrow() : file;
    }

    @Override
    public Optional<Child> child(
            String name,
            Optional<ChildRef> declared,
            Optional<RecordedChild> recorded,
            Set<ChildRole> roles) {
        if (name.equals("data-file")) {
            recordedData = recorded.map(RecordedChild::fileName);
        }
        return name.equals("data-file") ? dataFile : backing;
    }

    @Override
    public Progress progress() {
        return Progress.NONE;
    }

    @Override
    public byte[] secret(String id) {
        return id.equals("other") ? otherSecret.clone() : secret.clone();
    }

    @Override
    public DriverScope scope() {
        return new DriverScope() {
            @Override
            public void run(String name, Runnable task) {}

            @Override
            public void every(Duration pause, String name, Runnable task) {}

            @Override
            public <T extends AutoCloseable> T own(T resource) {
                return resource;
            }
        };
    }

    @Override
    public BufferPool buffers() {
        return size ->
                new IoBuffer() {
                    private final ByteBuffer bytes = ByteBuffer.allocateDirect(size);

                    @Override
                    public ByteBuffer bytes() {
                        return bytes;
                    }

                    @Override
                    public void close() {}
                };
    }

    @Override
    public void corrupted(String message, OptionalLong offset, OptionalLong length, boolean fatal) {
        corruptions.add(message);
    }

    @Override
    public void lengthChanged() {
        lengthChanges++;
    }

    @Override
    public System.Logger log() {
        return System.getLogger("test");
    }
}
