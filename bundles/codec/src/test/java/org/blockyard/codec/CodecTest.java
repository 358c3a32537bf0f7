package org.blockyard.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CodecTest {
    static Stream<Codec> codecs() {
        return Stream.of(
                Codecs.rawDeflate(6),
                Codecs.zlib(6),
                new DeflateCodec(6, true),
                new DeflateCodec(6, false),
                Codecs.zstd(3));
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void whatIsEncodedDecodesEvenWithOtherBytesBehindIt(Codec codec) throws Exception {
        var text = ByteBuffer.wrap("block after block after block ".repeat(100).getBytes());
        var packed = ByteBuffer.allocateDirect(8192);
        assertTrue(codec.encode(text.duplicate(), packed));
        packed.limit(packed.position() + 100).position(0);
        for (var target :
                new ByteBuffer[] {ByteBuffer.allocate(3000), ByteBuffer.allocateDirect(3000)}) {
            codec.decode(packed.duplicate(), target);
            assertEquals(text, target.flip());
        }
        codec.close();
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void whatDoesNotFitIsToldAndLeavesThePosition(Codec codec) throws Exception {
        var noise = new byte[4096];
        new Random(1).nextBytes(noise);
        var target = ByteBuffer.allocate(4000).position(8);
        assertFalse(codec.encode(ByteBuffer.wrap(noise), target));
        assertEquals(8, target.position());
        codec.close();
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void aShortOrDamagedSourceIsCorrupt(Codec codec) throws Exception {
        var packed = ByteBuffer.allocate(4096);
        codec.encode(ByteBuffer.allocate(1000), packed);
        packed.flip();
        var tooMuchAskedFor =
                assertThrows(
                        BlockException.class,
                        () -> codec.decode(packed, ByteBuffer.allocate(1001)));
        assertEquals(ErrorKind.CORRUPT, tooMuchAskedFor.kind());
        var noise = ByteBuffer.wrap(new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, -1});
        var damaged =
                assertThrows(
                        BlockException.class, () -> codec.decode(noise, ByteBuffer.allocate(100)));
        assertEquals(ErrorKind.CORRUPT, damaged.kind());
        codec.close();
    }

    @Test
    void deflateIsUnderstoodAtEachLevel() throws Exception {
        for (int level = 0; level <= 9; level++) {
            var deflater = new Deflater(level, true);
            deflater.setInput(new byte[65536]);
            deflater.finish();
            var packed = ByteBuffer.allocate(70000);
            deflater.deflate(packed);
            deflater.end();
            var target = ByteBuffer.allocate(65536);
            Codecs.rawDeflate(1).decode(packed.flip(), target);
            assertEquals(ByteBuffer.allocate(65536), target.flip());
        }
    }

    @Test
    void deflateInDirectBuffersIsTheSameByEitherWay() throws Exception {
        assertTrue(
                Libdeflate.here().isPresent() || System.getenv("CI") == null,
                "libdeflate is not installed, so the JDK was compared with itself");
        var random = new Random(5);
        for (boolean raw : new boolean[] {false, true}) {
            try (var quick = new QuickDeflateCodec(6, raw);
                    var java = new DeflateCodec(6, raw)) {
                for (int length : new int[] {1, 512, 4096, 65_536, 2 << 20}) {
                    var plain = direct(length);
                    for (int i = 0; i < length; i++) {
                        plain.put(i, (byte) (random.nextInt(8) * (i >> 9)));
                    }
                    passes(quick, java, plain);
                    passes(java, quick, plain);
                }
            }
        }
    }

    private static void passes(Codec from, Codec to, ByteBuffer plain) throws Exception {
        int length = plain.remaining();
        var packed = direct(2 * length + 100);
        assertTrue(from.encode(plain.duplicate(), packed));
        int size = packed.position();
        packed.limit(size + 50).position(0);
        var target = direct(length);
        to.decode(packed.duplicate(), target);
        assertEquals(plain, target.flip());
        // the beginning of a stream that goes on
        var part = direct(length / 2);
        to.decode(packed.duplicate(), part);
        assertEquals(plain.slice(0, length / 2), part.flip());
        var end = packed.duplicate().limit(size / 3);
        assertThrows(BlockException.class, () -> to.decode(end, direct(length)));
        assertFalse(from.encode(plain.duplicate(), direct(1)));
    }

    private static ByteBuffer direct(int length) {
        return ByteBuffer.allocateDirect(length);
    }
}
