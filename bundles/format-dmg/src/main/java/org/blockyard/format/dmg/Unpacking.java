package org.blockyard.format.dmg;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.blockyard.codec.Codec;
import org.blockyard.codec.Codecs;
import org.blockyard.codec.Decoder;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.io.BlockException;
import org.blockyard.io.BufferPool;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.IoBuffer;

/** Unpacks chunks. Any number of threads may. */
final class Unpacking implements AutoCloseable {
    private final ImageFile file;
    private final BufferPool buffers;
    private final Codec zlib = Codecs.zlib(Codecs.DEFLATE_DEFAULT_LEVEL);
    private final Decoder bzip2 = Codecs.bzip2();
    private final Decoder lzfse = Codecs.lzfse();
    private final Decoder xz = Codecs.xz();
    private final Decoder adc = Codecs.adc();

    Unpacking(ImageFile file, BufferPool buffers) {
        this.file = file;
        this.buffers = buffers;
    }

    /** A buffer for so many bytes. */
    IoBuffer lend(int size) throws BlockException {
        return buffers.lend(size);
    }

    /**
     * Fills the target, which is as long as the chunk.
     *
     * @throws BlockException of kind {@code CORRUPT} if the chunk is damaged
     */
    void unpack(Chunk chunk, ByteBuffer target) throws IOException {
        if (chunk.stored() == 0 || chunk.offset() > file.length() - chunk.stored()) {
            throw new BlockException(
                    ErrorKind.CORRUPT,
                    "the chunk at " + chunk.start() + " lies beyond the end of the file");
        }
        try (var packed = lend((int) chunk.stored())) {
            file.read(chunk.offset(), packed.bytes());
            decoder(chunk.kind()).decode(packed.bytes().flip(), target);
        } catch (BlockException damaged) {
            throw damaged.prefix("the chunk at " + chunk.start() + ": ");
        }
    }

    private Decoder decoder(ChunkKind kind) {
        return switch (kind) {
            case ZLIB -> zlib;
            case BZIP2 -> bzip2;
            case LZFSE -> lzfse;
            case LZMA -> xz;
            case ADC -> adc;
            case ZERO, RAW, UNKNOWN -> throw new IllegalArgumentException(kind + " is not packed");
        };
    }

    @Override
    public void close() {
        zlib.close();
    }
}
