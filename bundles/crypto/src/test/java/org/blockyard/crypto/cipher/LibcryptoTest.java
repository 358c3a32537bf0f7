package org.blockyard.crypto.cipher;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What libcrypto does can't be told from what the JDK does. */
class LibcryptoTest {
    @BeforeAll
    static void needsLibcrypto() {
        boolean there = Libcrypto.fileName().isPresent();
        assertTrue(there || !"true".equals(System.getenv("CI")), "libcrypto is needed");
        assumeTrue(there, "there is no libcrypto here");
    }

    private static CipherSuite suite(CipherAlgorithm algorithm, IvGenerator numbers) {
        return new CipherSuite(algorithm, CipherMode.XTS, numbers, Optional.empty());
    }

    private static byte[] random(int length) {
        var bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    @ParameterizedTest
    @CsvSource({
        "AES_128, PLAIN64, 0",
        "AES_256, PLAIN64, 0xfffffffe",
        "AES_256, PLAIN, 0xfffffffe",
        "AES_256, PLAIN64, 0x123456789abcdef",
    })
    void encryptsAsTheJdkDoes(CipherAlgorithm algorithm, IvGenerator numbers, String first)
            throws Exception {
        var suite = suite(algorithm, numbers);
        var key = random(suite.keyBytes());
        var plain = random(100 * SectorCipher.SECTOR);
        long sector = Long.decode(first);
        var java = ByteBuffer.allocate(plain.length);
        new SectorEngine(suite, key, SectorCipher.SECTOR)
                .run(ByteBuffer.wrap(plain), java, sector, true);
        try (var cipher = new SectorCipher(suite, key)) {
            assertTrue(cipher.provider().startsWith("libcrypto"), cipher.provider());
            for (boolean direct : new boolean[] {false, true}) {
                var from = allocate(direct, plain.length).put(plain).flip();
                var to = allocate(direct, plain.length + 7).position(7);
                cipher.encrypt(from, to, sector);
                assertEquals(ByteBuffer.wrap(java.array()), to.flip().position(7));
                assertEquals(plain.length, from.position());
                cipher.decrypt(to.duplicate(), to.duplicate(), sector);
                assertEquals(ByteBuffer.wrap(plain), to);
            }
        }
    }

    private static ByteBuffer allocate(boolean direct, int length) {
        return direct ? ByteBuffer.allocateDirect(length) : ByteBuffer.allocate(length);
    }

    @Test
    void neverWritesBeyondTheRoomThereIs() throws Exception {
        var suite = suite(CipherAlgorithm.AES_256, IvGenerator.PLAIN64);
        try (var cipher = new SectorCipher(suite, random(64))) {
            var small = ByteBuffer.allocateDirect(1024).limit(512);
            var failure =
                    assertThrows(
                            BlockException.class,
                            () -> cipher.encrypt(ByteBuffer.allocateDirect(1024), small, 0));
            assertEquals(ErrorKind.OUT_OF_RANGE, failure.kind());
            assertEquals(ByteBuffer.allocate(1024), small.clear());
        }
    }

    @Test
    void manyThreadsUseOneCipher() throws Exception {
        var suite = suite(CipherAlgorithm.AES_256, IvGenerator.PLAIN64);
        var plain = random(64 << 10);
        try (var cipher = new SectorCipher(suite, random(64))) {
            var expected = ByteBuffer.allocate(plain.length);
            cipher.encrypt(ByteBuffer.wrap(plain), expected, 5);
            List<byte[]> results = new ArrayList<>();
            var threads = new ArrayList<Thread>();
            for (int i = 0; i < 40; i++) {
                var target = new byte[plain.length];
                results.add(target);
                threads.add(Thread.startVirtualThread(() -> encrypt(cipher, plain, target)));
            }
            for (var thread : threads) {
                thread.join();
            }
            for (var result : results) {
                assertArrayEquals(expected.array(), result);
            }
        }
    }

    private static void encrypt(SectorCipher cipher, byte[] plain, byte[] target) {
        var from = ByteBuffer.allocateDirect(plain.length).put(plain).flip();
        try {
            for (int i = 0; i < 20; i++) {
                var to = ByteBuffer.allocateDirect(plain.length);
                cipher.encrypt(from.duplicate(), to, 5);
                to.flip().get(target);
            }
        } catch (BlockException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aClosedCipherIsGone() throws Exception {
        var cipher =
                new SectorCipher(suite(CipherAlgorithm.AES_128, IvGenerator.PLAIN64), random(32));
        cipher.close();
        var failure =
                assertThrows(
                        BlockException.class,
                        () ->
                                cipher.encrypt(
                                        ByteBuffer.allocate(512), ByteBuffer.allocate(512), 0));
        assertEquals(ErrorKind.GONE, failure.kind());
    }

    @Test
    void otherModesAreTheJdks() throws Exception {
        var cbc =
                new CipherSuite(
                        CipherAlgorithm.AES_256,
                        CipherMode.CBC,
                        IvGenerator.PLAIN64,
                        Optional.empty());
        try (var cipher = new SectorCipher(cbc, random(32))) {
            assertEquals("Java", cipher.provider());
        }
    }
}
