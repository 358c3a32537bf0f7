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
                sample("xz", Codecs.xz(), 5000, XZ),
                sample("xz, odd properties and no sum", Codecs.xz(), 600, XZ_LITTLE),
                new Sample("xz, runs", Codecs.xz(), bytes(XZ_RUNS), runs()),
                new Sample("xz, stored", Codecs.xz(), bytes(XZ_STORED), "as it is".getBytes()),
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

    private static final String XZ =
            """
                    /Td6WFoAAATm1rRGAgAhARYAAAB0L+Wj4BOHAz1dADEbCkIhsEG4H1V2dw83+XqJJxBTKAR/Lj7jh3Ri
                    7depG4J+YKilXoU05jE2XblNd+uxuvdIqzHreDXjyV9ImyOFsa3QR7DLA5NTrhHYwFHycfIH51TUEVZy
                    4qBMH4MUrcWSLIL0ouRqjynHxQC06Tm2LyU4DnFJ/HspueQHDIFlgRIaFrbv6Z+p+MsOUZ8cFGaAJuGv
                    992V0+BsxRjSI+Cg7aR7ERdZfwXx0D3zMpXAkPx1i9N8FUO3mUV7ql18zyVbPiEfEXcq9SKY6G6SYoKh
                    xaMnlklTy9Sf0CiOLpAxrthtjrw6SKjud6N5Ub679ASh+5N4uF3XUR31MdtivGPnhhM4EfRzVvxEEWYv
                    pOoQq9zl9WJ7qpJuHGbhXVTHM6n3qlxhu069jk3+HEbr3lg6IyI0WHsC9c0YtTS/HoFCy38JZTENIq35
                    xzGQ0Ka8dVY+w2GyjA8jT+HJxTMLb+zQBvl1LU/KZURkP+dXPkaEyR0UP1U3/SOLy6m3I0rMhujg51Kr
                    PBdEajWkxi1+P6FI6J5oo93YQOrNyy5yyyGt0NIUQcLJIGRfFnqUhCslytsemIFttJe/13iKrmBDyyXL
                    jcvGPFvkBcd/WKiz+SCvqBy2Yy/m6DQPtFVAwxkRIJ1i3uQS8lxIB5tqN8a8qny6qezvsxIVn8ZTfETP
                    crlluaauIzmkKTLOvL9qd+W9vm6vuYFjiVnRyQwj2s66SMJhCl68t8YpywFpLwXMRPHOQiW/4q6ziYkR
                    uqanhC7TbKbDGiRuNtjyVnJAHIu66vL0IsdFxYLKSg3rWXwgRMYeI5929OqmFyvCTtup5GstCatl9yrN
                    DPSOUVNtkMGhR6g+IYn5zZ7eGEmBZLMbfSkXyXhobsRJTf+1OuVbp8LwlyGgZ6IeHQMjxjUg6GVbUAe3
                    sp7UMtefyLvqX3m8m4czUzaO/z7tNeJ7pXMGrDbRSkaBUbhTs35WOeg3BRrJxiAyvCrO4lZ1SYYKV1PX
                    6HLbKsDZO67lgQTl+LtZpHOrxSPNcMkuY2WrRaqGgxuBRPyaakqf7zijXFfZCYgvyef/koSRC89cJfJZ
                    BNV9DEau9BclZ9GTjORWWYuBo0AAAAAAsJoI9nwrOkgAAdkGiCcAACuiy2yxxGf7AgAAAAAEWVo=
            """;

    private static final String XZ_LITTLE =
            """
                    /Td6WFoAAAD/EtlBAgAhARYAAAB0L+Wj4AJXAJwTADIbHcR2ggQZrk1w/DR6XRGBOTTmT0Gvl9EFwH31
                    haS/7fX/FTnabfVilySK0cSFLMraelXIcoMmOFd/NwWQvQ8+UUQQjZyUFJRzdoHRD1ekqsAOfzG6sRFc
                    P8DoRzzztVw9B6BcmHi040c54nr72/f/L7Gnk2t18G25Rs1yrgv14qeOuuvgswyOgesuhDsz/rmikpbJ
                    p4xkR5wkEwAAAbAB2AQAALLXFgCoAAr8AgAAAAAAWVo=
            """;

    private static final String XZ_RUNS =
            """
                    /Td6WFoAAArh+wyhAgAhARYAAAB0L+Wj56MTCLddAACA1LS2Lq4QQ21D6RYSpp2Tm+Ld/+9bHeA5cC+U
                    cAGc8dQjvGOoKETu+NVlFhhI05k8qNcyq2v470aGpOShjAA8l8C5AoLI2oMz/g6oN33JExkBRtBuGDJC
                    SMGRmHxYuWHypmAmqa4ayw8QCOeZ00Hd6CLsNTSWjvaKEtCFp1IcMLrNa0hJ6OK+8tLbLZy6jUIp/SWW
                    Dk7kArCL0bppzSQbJvysHsJYwO6YqBYPpFbYoxOCArFZFuLZprMLKBNxufiAL3yKqELUmSYni/qgespt
                    ywI+ic+qSDGj/r4qz0WIL7xVy3PyE7PvUMQ/myJQ2pw0aabXSAP85vCO0CWqmeSSB4PB1uSlDNven5vX
                    g5A7SCx5sQPDfxrj7KWOFS+Krrk26/um2LsLhA2aHaFGkW2FRzXyifcVjsQZnnsm7mAORNtIWRSfJuUn
                    JcwGuAEBAwVH+IcxGF3ECqWGW3wsHMiSh3faNqbmG0ElAAV1g2QZc4Ew8T9S5m1+z1I1aWmx7A8oRK6j
                    H//mfLXg5GR7EcJ8gbIyMjfhNUORpae4M2GC+2JQIP4kbS5goE95pyPx5nFER1UgSBNWXb+1lzhOCMPU
                    0sKgd9SPqppl9WGMd8J01mfL+suC4BW+YDu5WitSa4Yx/naqDfvpbLvgyU8fekK4pMheqJkEGfsrnDX6
                    A5xxrT75dY1zFQ9UOisLX7R2kEcQtjnROpwxuQJKz8mL3u1ALRsmtoAVGYn7T41vAk4i3oBMqQzPzJZI
                    VtbjLfVzMilKUU6sikQgoWBhmYdeQfj3Fc4OuYJawtOKObVh39m1SBTsouAZEbB2H4iG2G4aIMGUaRQg
                    1vGvMat/Xx2b7v5NVeObkiOZxOlRGZ1szxGLN56O0slrQjdKJ+nHKhs/iA63j4ZSWedTBodGRGqOMzw0
                    fq57RzzSJEJOtyBEuQYPRjf2pxpDtWwI0VC8Ur+YBK09/WD4ZIaqa+IZZA8/y45kVUh8efQpQUAJTJxD
                    BcUSubb+f+UAEHX/0aVzLh042uLmH+ohiSwiSEXgHilhp2OXlNKwQyt3fWu+WVCnWUBa/SqBaLvzyaVK
                    Afr6VzwvCeGJY3z3p5q0Ec9hTC0rUXU/3ARe9IW1e/XjfIgX3uIzjppyKKRdfwXiNVmyCRthFb1DWo4d
                    D/W43srrdRdGhT+RvVSJqMxGjAZw4Lm5QRXisZtdC5/dg6zzNquhA7e+cjtA5tVijy9MCpDTRbrwGlFs
                    nGBFaCYE+sCjb6K0n6bkMQ3PO6OvHQl7yqU3mUEgS4PL3rHdWnipcOqiQqA8Xv4EPY4ZwYfeace2U9cj
                    s9czS77Bao4eKPd0J3PnQ8ZBQeWG6CpSdJU5oKD2v+Xl9WBO44Up+zs5ibKqiQJJNqGzx/2NsYdmuYpu
                    QuUyq9mc4alth8cBke94cAvyPIN6GFNuiTJh7f0lU6G5mTGSF+jATYNwT+mc1TYdAwvfgdHqwfXIgTKe
                    Lk1pDUQ0e6pWblLDJ5EOuR5QYjJ8XoP+b/PmjBVB5bYval6BvwoS5/G5R2gLVzH6A/b7x/Y2fWdLe/c7
                    hphCaNsxjt0+KXNQCwq7qJfe/gQ0mPXOd3IBq0GLFyEns/iZTTJ3mHSM+Yc72dgaTlZh6Ao0XDJusT5V
                    WbfCUxgqd/EbxLsU3zkCm0r0Y2obx5LDm5/iJ4XBcjzhW6oXhuot85PyNI1HkllKAHy5IQxbgzgGWIUm
                    g8JugxxSKGWBHYheVG0w2vjyjUuetExJKdEgKeBN/vMzLU6MdN99e/K1apQpio6Uv9W+BVFKnfYLgjpK
                    IfeUjvKWetzHzsZk6o4DaT2ZoBkAx+Ee2vBPHunXTkDABWH4/k0Z2FEZ9npETAeE1SVUqI+5muZ7WKWg
                    9TZA0P4fyRqToisrjeoDJLsTXqlza9i5pTnacyE6FDBJdZj3FA6gS3KjDsqE9OfXKffHoW/98n6R3OmD
                    Uuqp3qihlc3/XMl4GXb3xRPJ3+u9GuerN20T+I433y/z5Q3DaaI0BCDfYOGRkrazbSXztOyli6VwDCE9
                    iBGdk1l1h1f7ketFhJqUAUz/M3UlmsfPTG9P0BtjW8IRcuWRTvXKDjpyZ622X4fJGrIi7jims5vnMrtJ
                    UH+hse5Kf6w8dhNAvv43tfd++U3jpTZlSLWK+bojPUzZCs96gSIZ4gvG8qllx1lR3V/c5DfcfOmyt+wn
                    zbeao/536OFIG9uPVuc4txaR7nD7heVwLrXTKxtyrB8r5YEjdzw3BoSj2yZYYA5E4lN0rfb3D1Ov1pMX
                    qkxOTLw4wudDMPUa+HFKBCDezCA8E69QzC60Lv7YdOHd83NKyPnU7Tywdd/LGPno97NJ8PhiEiUAoDO7
                    BYoX1jp1y9nxaIrMMzz2J1MfRfYfAefn8Jzt7un3szsAOLhx09JBNjNfbphEXmyILQ4bo1KmgCYEIVfF
                    KerUampOqUxnZ6ntqp8neJDnNGQeiN/zGmAzENzJNtTnSPywa1CgghLwlX3hbNFNYEKdNnraKGgYutFR
                    jdwoqQj/CCj9umCL+YyVZWWwqTREA13dKujxSsqEQ9FQqj/0JYVezhV8vwnsTP3bVIfI4nee0+AJN31j
                    f64oLe2cMzRNFm2rR5w8w2PW5G0AAe0xxMWpTVmujNvOERCHxX08mHUNItchsAPeIQk6uI1ETsCIWegT
                    jwfYx2cAk3VHfg5FbS09SrMfZAjqRQcLm0vY0/FP9w4JmtktSFlO/Stmda0BR/f5n7s6tbzHtwYmtrwH
                    DCQwv/dE5399jbmTiblTCEPdv+8plP+G0kffR0XuLut11kErNf8bbNuZAsPA7gScxulpi7HvjyXYSjPT
                    B/IGSG32NXRGxkMdhW/JKNkxWs2DDNz2nkxAV6BRNRvZb9BnvJ8TkRr4mY7m2tl+VCaDR6jnTt+O4LFc
                    4RRC17PrVv817SAEt+FY7/FJeJK0THV5NPRITQI8mqLwxh+i8USo1nlSAABW4rLKR1IP4J20JMunlciy
                    VcrlOizngUbj1eFZ3GNG1gAB6xGUxh4AcCIXkbbp3xwCAAAAAApZWg==
            """;

    private static final String XZ_STORED =
            """
                    /Td6WFoAAAD/EtlBAgAhARYAAAB0L+WjAQADYXMgaQIAA3QgaXMAAAAAAAA=
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
