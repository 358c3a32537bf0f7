package org.blockyard.codec;

import com.github.luben.zstd.Zstd;
import java.nio.ByteBuffer;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

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
        long packed =
                Zstd.findDirectByteBufferFrameCompressedSize(
                        from, from.position(), from.remaining());
        if (Zstd.isError(packed) || packed <= 0 || packed > from.remaining()) {
            throw new BlockException(ErrorKind.CORRUPT, "zstd data are damaged or end too early");
        }
        long unpacked =
                Zstd.decompressDirectByteBuffer(
                        to, to.position(), to.remaining(), from, from.position(), (int) packed);
        if (Zstd.isError(unpacked)) {
            throw new BlockException(
                    ErrorKind.CORRUPT, "zstd data are damaged: " + Zstd.getErrorName(unpacked));
        }
        from.position(from.position() + (int) packed);
        to.position(to.position() + (int) unpacked);
    }

    @Override
    public boolean encode(ByteBuffer source, ByteBuffer target) {
        var from = direct(source);
        var to = target.isDirect() ? target : ByteBuffer.allocateDirect(target.remaining());
        long packed =
                Zstd.compressDirectByteBuffer(
                        to,
                        to.position(),
                        to.remaining(),
                        from,
                        from.position(),
                        from.remaining(),
                        level);
        if (Zstd.isError(packed)) {
            return false;
        }
        if (to == target) {
            target.position(target.position() + (int) packed);
        } else {
            target.put(to.limit((int) packed));
        }
        return true;
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
