package org.blockyard.codec;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import java.nio.ByteBuffer;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.jspecify.annotations.Nullable;

/**
 * Zstandard by its native library. Frames are unpacked straight into the target, never through a
 * window of the size that the frame asks for, so memory stays bounded.
 */
final class ZstdCodec implements Codec {
    private final int level;

    ZstdCodec(int level) {
        this.level = level;
    }

    @Override
    public String name() {
        return "zstd";
    }

    @Override
    public void decode(ByteBuffer source, ByteBuffer target) throws BlockException {
        var from = direct(source);
        var to = target.isDirect() ? target : ByteBuffer.allocateDirect(target.remaining());
        while (to.hasRemaining()) {
            decodeFrame(from, to);
        }
        if (to != target) {
            target.put(to.flip());
        }
    }

    private static void decodeFrame(ByteBuffer from, ByteBuffer to) throws BlockException {
        try {
            int start = from.position();
            long packed =
                    Zstd.findDirectByteBufferFrameCompressedSize(from, start, from.remaining());
            if (Zstd.isError(packed) || packed <= 0 || packed > from.remaining()) {
                throw damaged("no whole frame", null);
            }
            long unpacked =
                    Zstd.decompressDirectByteBuffer(
                            to, to.position(), to.remaining(), from, start, (int) packed);
            if (Zstd.isError(unpacked)) {
                throw damaged(Zstd.getErrorName(unpacked), null);
            }
            from.position(start + (int) packed);
            to.position(to.position() + (int) unpacked);
        } catch (ZstdException failed) {
            throw damaged(failed.toString(), failed);
        }
    }

    private static BlockException damaged(String why, @Nullable Throwable cause) {
        return new BlockException(
                ErrorKind.CORRUPT, "zstd data are damaged or end too early: " + why, cause);
    }

    @Override
    public boolean encode(ByteBuffer source, ByteBuffer target) {
        var from = direct(source);
        var to = target.isDirect() ? target : ByteBuffer.allocateDirect(target.remaining());
        int packed = pack(from, to);
        if (packed < 0) {
            return false;
        }
        if (to == target) {
            target.position(target.position() + packed);
        } else {
            target.put(to.limit(packed));
        }
        return true;
    }

    /** The bytes written at the target's position, or -1 if they do not fit. */
    private int pack(ByteBuffer from, ByteBuffer to) {
        try {
            long packed =
                    Zstd.compressDirectByteBuffer(
                            to,
                            to.position(),
                            to.remaining(),
                            from,
                            from.position(),
                            from.remaining(),
                            level);
            return Zstd.isError(packed) ? -1 : (int) packed;
        } catch (ZstdException tooLarge) {
            return -1;
        }
    }

    private static ByteBuffer direct(ByteBuffer bytes) {
        if (bytes.isDirect()) {
            return bytes;
        }
        return ByteBuffer.allocateDirect(bytes.remaining()).put(bytes).flip();
    }

    @Override
    public void close() {
        // nothing is kept between calls
    }
}
