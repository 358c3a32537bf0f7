package org.blockyard.protocol.file;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.blockyard.driver.Child;
import org.blockyard.driver.ChildRole;
import org.blockyard.driver.CreateContext;
import org.blockyard.driver.DriverScope;
import org.blockyard.driver.HandOverState;
import org.blockyard.driver.OpenContext;
import org.blockyard.driver.Progress;
import org.blockyard.driver.RecordedChild;
import org.blockyard.io.BlockException;
import org.blockyard.io.BufferPool;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.IoBuffer;
import org.blockyard.option.ChildRef;

/** Opens devices as the kernel would, with each wish settable; its end closes what was opened. */
final class TestContext implements OpenContext, CreateContext, AutoCloseable {
    boolean readOnly;
    boolean autoReadOnly;
    boolean openedReadOnly;
    boolean cacheDirect;
    boolean forceShare;
    boolean discard = true;
    Optional<HandOverState> handedOver = Optional.empty();

    private final Deque<AutoCloseable> owned = new ArrayDeque<>();

    FileDevice open(Object path) throws IOException {
        return open(FileOptions.of(path.toString()));
    }

    FileDevice open(FileOptions options) throws IOException {
        var device = (FileDevice) new FileDriver().open(options, this);
        owned.push(device);
        return device;
    }

    /** A page-aligned direct buffer of bytes that differ from each other's neighbours. */
    static ByteBuffer pattern(int size) {
        var bytes = zeroes(size);
        for (int i = 0; i < size; i++) {
            bytes.put(i, (byte) (1 + i % 251));
        }
        return bytes;
    }

    static ByteBuffer zeroes(int size) {
        return Arena.ofAuto().allocate(size, BufferPool.ALIGNMENT).asByteBuffer();
    }

    @Override
    public void close() throws Exception {
        while (!owned.isEmpty()) {
            owned.pop().close();
        }
    }

    @Override
    public String nodeName() {
        return "node0";
    }

    @Override
    public boolean readOnly() {
        return readOnly;
    }

    @Override
    public boolean autoReadOnly() {
        return autoReadOnly;
    }

    @Override
    public void openedReadOnly() {
        openedReadOnly = true;
    }

    @Override
    public boolean metadataOnly() {
        return false;
    }

    @Override
    public boolean inactive() {
        return false;
    }

    @Override
    public boolean cacheDirect() {
        return cacheDirect;
    }

    @Override
    public boolean noFlush() {
        return false;
    }

    @Override
    public boolean discard() {
        return discard;
    }

    @Override
    public boolean forceShare() {
        return forceShare;
    }

    @Override
    public Child child(String name, ChildRef reference, Set<ChildRole> roles) throws IOException {
        throw noChildren();
    }

    @Override
    public Optional<Child> child(
            String name,
            Optional<ChildRef> declared,
            Optional<RecordedChild> recorded,
            Set<ChildRole> roles)
            throws IOException {
        throw noChildren();
    }

    @Override
    public Child target(String name, ChildRef reference, Set<ChildRole> roles) throws IOException {
        throw noChildren();
    }

    private static BlockException noChildren() {
        return new BlockException(ErrorKind.UNSUPPORTED, "a file has no children");
    }

    @Override
    public Progress progress() {
        return Progress.NONE;
    }

    @Override
    public byte[] secret(String id) throws BlockException {
        throw new BlockException(ErrorKind.NOT_FOUND, id);
    }

    @Override
    public DriverScope scope() {
        return new DriverScope() {
            @Override
            public void run(String name, Runnable task) {
                throw new IllegalStateException("a file needs no threads");
            }

            @Override
            public void every(Duration pause, String name, Runnable task) {
                throw new IllegalStateException("a file needs no timers");
            }

            @Override
            public <T extends AutoCloseable> T own(T resource) {
                owned.push(resource);
                return resource;
            }
        };
    }

    @Override
    public Optional<HandOverState> handedOver() {
        return handedOver;
    }

    @Override
    public BufferPool buffers() {
        return size ->
                new IoBuffer() {
                    private final ByteBuffer bytes = zeroes(size);

                    @Override
                    public ByteBuffer bytes() {
                        return bytes;
                    }

                    @Override
                    public void close() {}
                };
    }

    @Override
    public void corrupted(
            String message, OptionalLong offset, OptionalLong length, boolean fatal) {}

    @Override
    public void lengthChanged() {}

    @Override
    public System.Logger log() {
        return System.getLogger("test");
    }
}
