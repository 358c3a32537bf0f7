package org.blockyard.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What other programs have packed is unpacked, and damage of it is told. */
class DecoderTest {
    /**
     * A packed text.
     *
     * @param by who has packed it
     * @param plain what it was
     */
    record Sample(String by, Decoder decoder, byte[] packed, byte[] plain) {
        @Override
        public String toString() {
            return by;
        }
    }

    static Stream<Sample> samples() {
        return Stream.of(
                sample("lzfse, a stored block", Codecs.lzfse(), 20, STORED),
                sample("lzfse, an LZVN block", Codecs.lzfse(), 600, LZVN),
                sample("lzfse, a block coded by states", Codecs.lzfse(), 5000, STATES),
                sample("bzip2", Codecs.bzip2(), 600, BZIP2),
                new Sample("bzip2, runs", Codecs.bzip2(), bytes(RUNS), runs()),
                new Sample("adc", Codecs.adc(), ADC, "abababab-abab-xxxxxxxxx".getBytes()));
    }

    private static Sample sample(String by, Decoder decoder, int length, String packed) {
        return new Sample(by, decoder, bytes(packed), text(length));
    }

    private static byte[] bytes(String base64) {
        return Base64.getMimeDecoder().decode(base64);
    }

    /** The text of which the samples were made. */
    private static byte[] text(int length) {
        var random = new Random(length);
        var text = new StringBuilder();
        var words = List.of("block ", "after ", "disk ", "image\n");
        while (text.length() < length) {
            text.append(words.get(random.nextInt(4)));
            text.append(random.nextInt(20) == 0 ? Integer.toHexString(random.nextInt()) : "");
        }
        return text.substring(0, length).getBytes(StandardCharsets.US_ASCII);
    }

    /** Runs of equal bytes of all lengths up to a thousand. */
    private static byte[] runs() {
        var runs = ByteBuffer.allocate(1000 * 1001 / 2);
        for (int i = 1; i <= 1000; i++) {
            for (int j = 0; j < i; j++) {
                runs.put((byte) i);
            }
        }
        return runs.array();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void aSampleIsUnpackedToAnyKindOfMemory(Sample sample) throws Exception {
        var padded = Arrays.copyOf(sample.packed(), sample.packed().length + 100);
        for (var target :
                new ByteBuffer[] {
                    ByteBuffer.allocate(sample.plain().length),
                    ByteBuffer.allocateDirect(sample.plain().length + 7).position(7)
                }) {
            sample.decoder().decode(ByteBuffer.wrap(padded), target);
            var read = new byte[sample.plain().length];
            target.get(target.limit() - read.length, read);
            assertArrayEquals(sample.plain(), read);
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void theBeginningCanBeHadAlone(Sample sample) throws Exception {
        for (int length = 0; length < Math.min(sample.plain().length, 700); length += 7) {
            var target = ByteBuffer.allocate(length);
            sample.decoder().decode(ByteBuffer.wrap(sample.packed()), target);
            assertArrayEquals(Arrays.copyOf(sample.plain(), length), target.array());
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void whatEndsTooEarlyIsCorrupt(Sample sample) {
        var more = ByteBuffer.allocate(sample.plain().length + 1);
        assertCorrupt(sample, ByteBuffer.wrap(sample.packed()), more);
        for (int length = 0; length < sample.packed().length / 2; length += 5) {
            assertCorrupt(
                    sample,
                    ByteBuffer.wrap(sample.packed(), 0, length),
                    ByteBuffer.allocate(sample.plain().length));
        }
    }

    private static void assertCorrupt(Sample sample, ByteBuffer packed, ByteBuffer target) {
        var failure =
                assertThrows(BlockException.class, () -> sample.decoder().decode(packed, target));
        assertEquals(ErrorKind.CORRUPT, failure.kind());
    }

    @ParameterizedTest
    @MethodSource("samples")
    void anyBytesAreUnpackedOrCorrupt(Sample sample) {
        var random = new Random(1);
        for (int round = 0; round < 200; round++) {
            var damaged = sample.packed().clone();
            for (int i = random.nextInt(4); i >= 0; i--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            try {
                sample.decoder()
                        .decode(
                                ByteBuffer.wrap(damaged),
                                ByteBuffer.allocate(Math.min(sample.plain().length, 10_000)));
            } catch (BlockException failure) {
                assertEquals(ErrorKind.CORRUPT, failure.kind());
            }
        }
    }

    private static final byte[] ADC = {
        (byte) 0x81,
        'a',
        'b', // two plain bytes
        0x0C,
        1, // six from two back
        (byte) 0x80,
        '-',
        0x40,
        0,
        8, // four from nine back
        (byte) 0x81,
        '-',
        'x',
        0x44,
        0,
        0 // eight from one back
    };

    private static final String STORED =
            """
                    YnZ4LRQAAABkaXNrIGJsb2NrIGltYWdlCmJsb2J2eCQ=
            """;

    private static final String LZVN =
            """
                    YnZ4blgCAADhAAAA5WRpc2sgOAXmaW1hZ2UKGAY4EfHmYWZ0ZXIgOCz1GBU4LPc4EfEQBehlNWI2
                    MjYyYTgY8eAGN2ViZGE3MjJibG9jayBiYzQ0ZTVjZBghIBQQBhhiOH32OCLyGAY4W/E4lfIYHTgX
                    8TgG8hgdGAzoOGNkMGZkOTg4MfHoOTU2ZDkwNWUYExgGGFYYMxgMOHnxOH73OHj3OBf3OIPyOGjy
                    ECM4C/E4Bfo4PPI4BvgYHjhx8RgLODXyOGD26GE1OWUyNjBiOB7yOAbyOEfxOGryOC/45mltYWdl
                    CgYAAAAAAAAAYnZ4JA==
            """;

    private static final String STATES =
            """
                    YnZ4MogTAACYAcANALYBMLa2L3+zcAJAqAAAAD8oMAfvAYBmAQAgAsy7SC4OxQsB4eacg5vrq4Pz
                    87Oj++ubeTODoKKKAQAAAAAAgAUAQAEAAAAAuAIAAAAegmfhY3gSnoT/4DF4Db6D/wAAAAAAAAAA
                    AAB4ET6GJ+FJeB8+hXLAQUuhqwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
                    GAyWvFx1EZr4OKivHu/tnzAAfbDQGeL8NFZVD1pgWxUFeFbG+TpXFe3NSpuUG6E22pmHC/pFBm0X
                    ija25QwCdr/zJKWTQezvL9olMtAYZ48KuJ7YlhoE+8YHWEfHpt9M83zAnoQ61I5B6q2wE/VaVaWx
                    dqySc29WFIOdRPOmKs8bhZbwpKzT7dgDKqmzfSQgvqJyjcdoKKWRjsOEcLTzIw8qjCQBkCObpnOu
                    LDEeYR+gI3v2eEKHWBUcl0D0jvZ/HZemBvR/7tLRrHk/KFRV29i5YJ2NQ/EKCAAAAAAAAAAAAADw
                    wN7sb7S7vqnLfWtP39ahjfeolwUQKKzQMGdbQfEehHxrZUKZ6fS3N5T42kQrCRstVt+GKCPAZLMR
                    pS0WPJ8920vtX4roeDe9tHnqkq+mHiyw54OXpkNJtC3oKLRwA3GkF3Gy9m2RBRLVclL5Cg4J8sEn
                    +GHiBrtb5i9erAFBtPUKm0OZHNAR8CciQTLqeWN5APVXQ3kgrz8pajGM4XbUWocWQtc+XjF/ckd2
                    ihGGT3/TQL6/xOcRFnU5kiQGpTELJwzDvSlRj6gEiXkOIs0fxIxMyPV8onGAzBeGtUTUR2+U1FWH
                    6j0CadD3c3LrH1pij88QQuyCg4xlNhGotr21a0vz2H8kT/wiUnkGDoXDCNxTxpcV6pkYI27TxACB
                    umccSLC7fzUkmfGb8cjbhm9Vvk1Wv7+08LFkfBnmaz6fZqThI4Y3sS68ReK8hs+3iFifPXdrz55W
                    qyzKIYvuPQzgwgATChLRvFiIt926IlhNZS2W12Gfq2K6osuovi7miKcVAqpSd47ddYYXocH5SQvt
                    nr11YiCLdV2W3RFq362cv4Y57h5fucePFS6C9nLsyQIPPQPO+n6OrSnWieZLLSwtsp6KYTD239fg
                    Mn6ib/9OI4orKyLHZj02duZ9DFuGySgulefceGzYgAmuJNdf6furMFKjlORiauqY9ZtkIJ9KbwjI
                    JYIt6hDMrclhcT3AGrgUGvBN3u723pzeN+q4+4rhg6lbBzj/3Ptyd7QcKl/VBY4/g7Q9cdkHRCNm
                    UZWxUYvCS3SQb34bGAAtdppEnKCYCOk3aTABm5b3uVByXsGAef3Icu+OF2J2eCQ=
            """;

    private static final String BZIP2 =
            """
                    QlpoOTFBWSZTWdaag3MAAH3ZgAAQQABX4D+unAAwANTaEpoqe0U9NR+lBoBKfqqgAAABEpTJgAAO
                    mZXj4yUiEiJCDIzJAZMmQjWd6mDO9XqTtO1VqutJdHdNSAumHQLlmDE9bZQTZOEI8Q4GIv8AbvXq
                    YxhowZFhGM5UNKbb4egOvCifw4lI3yDLTZmfs5QkwGGQpKIoMMgHxQ9AeQGgrsA/C7kinChIa01B
                    uYA=
            """;

    private static final String RUNS =
            """
                    QlpoOTFBWSZTWU9SxW8AAB7/////////////////////////////////////////////4BD/MAAA
                    AAAAAAAAAAAAAAA4NwABcIqqkaaAAAAAAAAAJgAAAAAAAAAAEwCYAAAAAAAAAEYAAAAJgACYz//V
                    VVBIqqj/9Kqp//7KVVQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAANAAAADKVU/2qk//1VT/VT
                    /VRGAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAASYACYAAmAAAAAAAAAAAAAAAAAAAAAAAA
                    AAAAAAAAAAAAACTAATAAEwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAGiDShQAAAAAABoAND
                    QAAAAAANAAaANANAAAAAAAAAAAAAAAAAAB+qPfwzAURGYANbGo0EwmkoGZqIjMAelER80EwEgCjc
                    pSyJRgBER+wEwgEJRhxuWwETnOgMBMAT1Rkc4CknheCwFNUZHeArb4ZgsBTVGR94CtvhuCwFNUZH
                    3gK2+HYLAU1RkfeArb4fgsBTVGR94CtviGCwFNUZH3gK2+I4LAU1RkfeArb4lgsBTVGR94CtvieC
                    wFNUZH3gK2+KYLAU1RkfeArb4rgsBTVGR94Ctvi2CwFNUZH3gK2+L4LAU1RkfeArb4xgsBTVGR94
                    CtvjOCwFNUZH3gK2+NYLAU1RkfeArb43gsBTVGR94CtvjmCwFNUZH3gK2+O4LAU1RkfeArb49gsB
                    TVGR94Ctvj+CwFNUZH3gK2+QYLAU1RkfeArb5DgsBTVGR94CtvkWCwFNUZH3gK2+R4LAU1RkfeAr
                    b5JgsBTVGR94CtvkuCwFNUZH3gK2+TYLAU1RkfeArb5PgsBTVGR94CtvlGCwFNUZH3gK2+U4LAU1
                    RkfeArb5VgsBTVGR94CtvleCwFNUZH3gK2+WYLAU1RkfeArb5bgsBTVGR94Ctvl2CwFNUZH3gK2+
                    X4LAU1RkfeArb5hgsBTVGR94CtvmOCwFNUZH3gK2+ZYLAU1RkfeArb5ngsBTVGR94CtvmmCwFNUZ
                    H3gK2+a4LAU1RkfeArb5tgsBTVGR94Ctvm+CwFNUZH3gK2+cYLAU1RkfeArb5zgsBTVGR94CtvnW
                    CwFNUZH3gK2+d4LAU1RkfeArb55gsBTVGR94CtvnuCwFNUZH3gK2+fYLAU1RkfeArb5/gsBTVGR9
                    4CtvoGCwFNUZH3gK2+g4LAU1RkfeArb6FgsBTVGR94CtvoeCwFNUZH3gK2+iYLAU1RkfeArb6Lgs
                    BTVGR94Ctvo2CwFNUZH3gK2+j4LAU1RkfeArb6RgsBTVGR94CtvpOCwFNUZH3gK2+lYLAU1RkfeA
                    rb6XgsBTVGR94CtvpmCwFNUZH3gK2+m4LAU1RkfeArb6dgsBTVGR94Ctvp+CwFNUZH3gK2+oYLAU
                    1RkfeArb6jgsBTVGR94CtvqWCwFNUZH3gK2+p4LAU1RkfeArb6pgsBTVGR94CtvquCwFNUZH3gK2
                    +rYLAU1RkfeArb6vgsBTVGR94CtvrGCwFNUZH3gK2+s4LAU1RkfeArb61gsBTVGR94CtvreCwFNU
                    ZH3gK2+uYLAU1RkfeArb67gsBTVGR94Ctvr2CwFNUZH3gK2+v4LAU1RkfeArb7BgsBTVGR94Ctvs
                    OCwFNUZH3gK2+xYLAU1RkfeArb7HgsBTVGR94CtvsmCwFNUZH3gK2+y4LAU1RkfeArb7NgsBTVGR
                    94Ctvs+CwFNUZH3gK2+0YLAU1RkfeArb7TgsBTVGR94CtvtWCwFNUZH3gK2+14LAU1RkfeArb7Zg
                    sBTVGR94CtvtuCwFNUZH3gK2+3YLAU1RkfeArb7fgsBTVGR94CtvuGCwFNUZH3gK2+44LAU1Rkfe
                    Arb7lgsBTVGR94CtvueCwFNUZH3gK2+6YLAU1RkfeArb7rgsBTVGR94Ctvu2CwFNUZH3gK2+74LA
                    U1RkfeArb7xgsBTVGR94CtvvOCwFNUZH3gK2+9YLAU1RkfeArb73gsBTVGR94CtvvmCwFNUZH3gK
                    2++4LAU1RkfeArb79gsBTVGR94Ctvv+CwFNUZH3gK2/AYLAU1RkfeArb8DgsBTVGR94CtvwWCwFN
                    UZH3gK2/B4LAU1RkfeArb8JgsBTVGR94CtvwuCwFNUZH3gK2/DYLAU1RkfeArb8PgsBTVGR94Ctv
                    xGCwFNUZH3gK2/E4LAU1RkfeArb8VgsBTVGR94CtvxeCwFNUZH3gK2/GYLAU1RkfeArb8bgsBTVG
                    R94Ctvx2CwFNUZH3gK2/H4LAU1RkfeArb8hgsBTVGR94CtvyOCwFNUZH3gK2/JYLAU1RkfeArb8n
                    gsBTVGR94CtvymCwFNUZH3gK2/K4LAU1RkfeArb8tgsBTVGR94Ctvy+CwFNUZH3gK2/MYLAU1Rkf
                    eArb8zgsBTVGR94CtvzWCwFNUZH3gK2/N4LAU1RkfeArb85gsBTVGR94CtvzuCwFNUZH3gK2/PYL
                    AU1RkfeArb8/gsBTVGR94Ctv0GCwFNUZH3gK2/Q4LAU1RkfeArb9FgsBTVGR94Ctv0eCwFNUZH3g
                    K2/SYLAU1RkfeArb9LgsBTVGR94Ctv02CwFNUZH3gK2/T4LAU1RkfeArb9RgsBTVGR94Ctv1OCwF
                    NUZH3gK2/VYLAU1RkfeArb9XgsBTVGR94Ctv1mCwFNUZH3gK2/W4LAU1RkfeArb9dgsBTVGR94Ct
                    v1+CwFNUZH3gK2/YYLAU1RkfeArb9jgsBTVGR94Ctv2WCwFNUZH3gK2/Z4LAU1RkfeArb9pgsBTV
                    GR94Ctv2uCwFNUZH3gK2/bYLAU1RkfeArb9vgsBTVGR94Ctv3GCwFNUZH3gK2/c4LAU1RkfeArb9
                    1gsBTVGR94Ctv3eCwFNUZH3gK2/eYLAU1RkfeArb97gsBTVGR94Ctv32CwFNUZH3gK2/f4LAU1Rk
                    feArb+BgsBTVGR94Ctv4OCwFNUZH3gK2/hYLAU1RkfeArb+HgsBTVGR94Ctv4mCwFNUZH3gK2/i4
                    LAU1RkfeArb+NgsBTVGR94Ctv4+CwFNUZH3gK2/kYLAU1RkfeArb+TgsBTVGR94Ctv5WCwFNUZH3
                    gK2/l4LAU1RkfeArb+ZgsBTVGR94Ctv5uCwFNUZH3gK2/nYLAU1RkfeArb+fgsBTVGR94Ctv6GCw
                    FNUZH3gK2/o4LAU1RkfeArb+lgsBTVGR94Ctv6eCwFNUZH3gK2/qYLAU1RkfeArb+rgsBTVGR94C
                    tv62CwFNUZH3gK2/r4LAU1RkfeArb+xgsBTVGR94Ctv7OCwFNUZH3gK2/tYLAU1RkfeArb+3gsBT
                    VGR94Ctv7mCwFNUZH3gK2/u4LAU1RkfeArb+9gsBTVGR94Ctv7+CwFNUZH3gK2/wYLAU1RkfeArb
                    /DgsBTVGR94Ctv8WCwFNUZH3gK2/x4LAU1RkfeArb/JgsBTVGR94Ctv8uCwFNUZH3gK2/zYLAU1R
                    kfeArb/PgsBTVGR94CtvhMFgKaoyPvAVt/owWApqjI+8BW3wmCwFNUZH3gK2/04LAU1RkfeArb/V
                    gsBTVGR94Ctv9eC8HAU1RkfeArf7PBFQU1RkfeApP7fBF1BNIyEtBS9kBcQEgmPaCl7YC4gJBMe0
                    FL3QFxASCY9oKXvgLiAkEx7QUvhAXEBIJj2gpfGAuICQTHtBS+UBcQEgmPaCl84C4gJBMe0FL6QF
                    xASCY9oKX1gLiAkEx7QUvtAXEBIJj2gpfeAuICQTHtBS/EBcQEgmPaCl/h/LiAkHHEmAnGSMfEAi
                    ghwGEA1f9fEAiwhwGEApv+cQGCwJgsBiGBQwWCsI2AYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYY
                    YYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYY
                    YYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYY
                    YYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYZmZmZmZnCODcG/24OcBJvEYJpgg0yD
                    XieAeAeAM1ggEQIb9wIBa1v1EEHg+AeC1GxNgvA8AM//F3JFOFCQT1LFbw==
            """;
}
