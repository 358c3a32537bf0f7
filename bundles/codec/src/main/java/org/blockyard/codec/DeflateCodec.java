package org.blockyard.codec;

import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.jspecify.annotations.Nullable;

/**
 * Deflate by the JDK's zlib. Its native states are kept and used again, since making one costs more
 * than a small piece.
 */
final class DeflateCodec implements Codec {
    private final int level;
    private final boolean raw;
    private final ConcurrentLinkedQueue<Inflater> inflaters = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Deflater> deflaters = new ConcurrentLinkedQueue<>();

    DeflateCodec(int level, boolean raw) {
        this.level = level;
        this.raw = raw;
    }

    @Override
    public String name() {
        return raw ? "deflate" : "zlib";
    }

    @Override
    public void decode(ByteBuffer source, ByteBuffer target) throws BlockException {
        var inflater = take(inflaters.poll());
        try {
            inflater.setInput(source);
            while (target.hasRemaining()) {
                if (inflater.inflate(target) == 0) {
                    throw new BlockException(ErrorKind.CORRUPT, name() + " data end too early");
                }
            }
        } catch (DataFormatException damaged) {
            throw new BlockException(ErrorKind.CORRUPT, name() + " data are damaged", damaged);
        } finally {
            inflater.reset();
            inflaters.add(inflater);
        }
    }

    @Override
    public boolean encode(ByteBuffer source, ByteBuffer target) {
        var deflater = take(deflaters.poll());
        int start = target.position();
        try {
            deflater.setInput(source);
            deflater.finish();
            deflater.deflate(target);
            if (deflater.finished()) {
                return true;
            }
            target.position(start);
            return false;
        } finally {
            deflater.reset();
            deflaters.add(deflater);
        }
    }

    private Inflater take(@Nullable Inflater kept) {
        return kept != null ? kept : new Inflater(raw);
    }

    private Deflater take(@Nullable Deflater kept) {
        return kept != null ? kept : new Deflater(level, raw);
    }

    @Override
    public void close() {
        drain(inflaters, Inflater::end);
        drain(deflaters, Deflater::end);
    }

    private static <T> void drain(ConcurrentLinkedQueue<T> kept, Consumer<T> end) {
        for (var one = kept.poll(); one != null; one = kept.poll()) {
            end.accept(one);
        }
    }
}
