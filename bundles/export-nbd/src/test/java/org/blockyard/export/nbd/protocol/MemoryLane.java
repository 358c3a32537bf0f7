package org.blockyard.export.nbd.protocol;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.blockyard.graph.ChainExtent;
import org.blockyard.graph.Lane;
import org.blockyard.io.LentPlace;
import org.blockyard.io.Limits;
import org.blockyard.io.MappedRead;
import org.blockyard.io.RequestFlags;
import org.blockyard.io.SendableRead;
import org.jspecify.annotations.Nullable;

/**
 * A disk's data in memory. What is not done at once waits for nothing, unless the test makes {@link
 * #before} wait.
 */
final class MemoryLane implements Lane {
    /** Blocks of which the status is told; a block of zeroes is a hole. */
    static final int BLOCK = 4096;

    /** What happens before each blocking call. */
    interface Before {
        void run(String call, long offset) throws IOException;
    }

    final byte[] data;
    final List<String> calls = new CopyOnWriteArrayList<>();
    volatile Before before = (call, offset) -> {};
    volatile boolean atOnce = true;
    volatile boolean fastZeroes;
    volatile boolean statusAtOnce;

    /** What is read from here on is done at once in any case. */
    volatile long cachedFrom = Long.MAX_VALUE;

    /** Ranges that do not cross a multiple of it can be mapped; 0 for none. */
    volatile int mapped;

    /** A file with the same bytes, from which they can be sent; or none. */
    volatile @Nullable FileChannel sent;

    /** Ranges that are lent now, mapped or to be sent. */
    final AtomicInteger leases = new AtomicInteger();

    /** Where bytes lie in a file that can be read beside the lane. */
    interface Places {
        Optional<LentPlace> of(long offset, int length);
    }

    volatile Places places = (offset, length) -> Optional.empty();

    MemoryLane(int size) {
        data = new byte[size];
    }

    @Override
    public long length() {
        return data.length;
    }

    @Override
    public Limits limits() {
        return Limits.NONE;
    }

    @Override
    public void read(long offset, ByteBuffer target) throws IOException {
        before.run("read", offset);
        target.put(data, (int) offset, target.remaining());
    }

    @Override
    public boolean tryRead(long offset, ByteBuffer target) {
        boolean can = atOnce || offset >= cachedFrom;
        if (can) {
            target.put(data, (int) offset, target.remaining());
        }
        return can;
    }

    @Override
    public Optional<MappedRead> tryMap(long offset, int length) {
        if (mapped == 0 || offset / mapped != (offset + length - 1) / mapped) {
            return Optional.empty();
        }
        leases.incrementAndGet();
        var bytes = ByteBuffer.wrap(data, (int) offset, length);
        return Optional.of(
                new MappedRead() {
                    @Override
                    public ByteBuffer bytes() {
                        return bytes;
                    }

                    @Override
                    public void close() {
                        leases.decrementAndGet();
                    }
                });
    }

    @Override
    public Optional<LentPlace> tryLendPlace(long offset, int length) {
        return places.of(offset, length);
    }

    @Override
    public Optional<SendableRead> trySendable(long offset, int length) {
        var file = sent;
        if (file == null) {
            return Optional.empty();
        }
        leases.incrementAndGet();
        return Optional.of(
                new SendableRead() {
                    @Override
                    public int length() {
                        return length;
                    }

                    @Override
                    public int send(int from, WritableByteChannel channel) throws IOException {
                        int now = (int) file.transferTo(offset + from, length - from, channel);
                        if (now <= 0) {
                            throw new IOException("the file is shorter");
                        }
                        return now;
                    }

                    @Override
                    public void close() {
                        leases.decrementAndGet();
                    }
                });
    }

    @Override
    public Optional<MappedRead> tryMapSome(long offset, int length) {
        return mapped == 0 || (statusAtOnce && told(offset, length).zero())
                ? Optional.empty()
                : tryMap(offset, Math.min(length, mapped - (int) (offset % mapped)));
    }

    @Override
    public void write(long offset, ByteBuffer source, RequestFlags flags) throws IOException {
        before.run("write", offset);
        calls.add("write " + offset + " " + source.remaining() + " " + flags);
        source.get(data, (int) offset, source.remaining());
    }

    @Override
    public boolean tryWrite(long offset, ByteBuffer source, RequestFlags flags) {
        boolean can = (atOnce || offset >= cachedFrom) && !flags.has(RequestFlags.FUA);
        if (can) {
            calls.add("tryWrite " + offset + " " + source.remaining() + " " + flags);
            source.get(data, (int) offset, source.remaining());
        }
        return can;
    }

    @Override
    public boolean writeZeroes(long offset, long length, RequestFlags flags) throws IOException {
        before.run("zeroes", offset);
        calls.add("zeroes " + offset + " " + length + " " + flags);
        if (flags.has(RequestFlags.NO_FALLBACK) && !fastZeroes) {
            return false;
        }
        Arrays.fill(data, (int) offset, (int) (offset + length), (byte) 0);
        return true;
    }

    @Override
    public void discard(long offset, long length) throws IOException {
        before.run("discard", offset);
        calls.add("discard " + offset + " " + length);
    }

    @Override
    public void flush() throws IOException {
        before.run("flush", 0);
        calls.add("flush");
    }

    @Override
    public ChainExtent chainStatus(long offset, long length, Optional<String> base)
            throws IOException {
        before.run("status", offset);
        return told(offset, length);
    }

    @Override
    public Optional<ChainExtent> tryChainStatus(long offset, long length) {
        return statusAtOnce ? Optional.of(told(offset, length)) : Optional.empty();
    }

    private ChainExtent told(long offset, long length) {
        boolean zero = zero(offset);
        long end = offset;
        do {
            end = Math.min(offset + length, (end / BLOCK + 1) * BLOCK);
        } while (end < offset + length && zero(end) == zero);
        return new ChainExtent(
                end - offset,
                !zero,
                zero,
                !zero,
                false,
                zero ? 1 : 0,
                OptionalLong.empty(),
                Optional.empty());
    }

    private boolean zero(long offset) {
        int from = (int) offset / BLOCK * BLOCK;
        for (int i = from; i < Math.min(data.length, from + BLOCK); i++) {
            if (data[i] != 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() {
        calls.add("close");
    }
}
