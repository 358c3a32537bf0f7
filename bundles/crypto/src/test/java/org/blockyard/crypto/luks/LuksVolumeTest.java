package org.blockyard.crypto.luks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.blockyard.crypto.cipher.CipherAlgorithm;
import org.blockyard.crypto.cipher.CipherMode;
import org.blockyard.crypto.cipher.CipherSuite;
import org.blockyard.crypto.cipher.HashAlgorithm;
import org.blockyard.crypto.cipher.IvGenerator;
import org.blockyard.crypto.cipher.SectorCipher;
import org.blockyard.crypto.cipher.TimeLimit;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** LUKS volumes of ours open in the peer and the other way round, with every cipher it knows. */
class LuksVolumeTest {
    private static final byte[] PASSWORD = "pass wörd".getBytes(StandardCharsets.UTF_8);
    private static final int DATA = 1 << 16;

    @TempDir Path folder;

    private static final class MemoryArea implements LuksArea {
        final byte[] bytes;

        MemoryArea(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public ByteBuffer read(long offset, int length) {
            return ByteBuffer.wrap(Arrays.copyOfRange(bytes, (int) offset, (int) offset + length));
        }

        @Override
        public void write(long offset, ByteBuffer from) {
            from.get(bytes, (int) offset, from.remaining());
        }

        @Override
        public void flush() {}
    }

    private static void needsPeer() {
        boolean there =
                Arrays.stream(System.getenv("PATH").split(":"))
                        .anyMatch(part -> Files.isExecutable(Path.of(part, "qemu-img")));
        if (!there && "true".equals(System.getenv("CI"))) {
            throw new AssertionError("qemu-img is needed; install qemu-utils");
        }
        assumeTrue(there, "qemu-img is not installed (qemu-utils)");
    }

    private String run(int expected, String... command) throws Exception {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var output = new String(process.getInputStream().readAllBytes());
        assertEquals(expected, process.waitFor(), output);
        return output;
    }

    private static LuksFormat format(
            String cipher, String mode, String iv, String ivHash, String hash) throws IOException {
        return new LuksFormat(
                new CipherSuite(
                        CipherAlgorithm.named(cipher),
                        CipherMode.named(mode),
                        IvGenerator.named(iv),
                        ivHash == null
                                ? Optional.empty()
                                : Optional.of(HashAlgorithm.named(ivHash))),
                HashAlgorithm.named(hash),
                10);
    }

    @ParameterizedTest
    @CsvSource({
        "aes-256, xts, plain64, , sha256",
        "aes-128, xts, plain, , sha1",
        "aes-192, xts, plain64, , sha512",
        "aes-256, cbc, essiv, sha256, sha256",
        "aes-128, cbc, plain64, , ripemd160",
        "aes-256, ecb, plain64, , sha256",
        "aes-256, ctr, plain64, , sha256",
        "serpent-256, xts, plain64, , sha384",
        "serpent-128, cbc, plain64, , sha224",
        "twofish-256, xts, plain64, , sha256",
        "twofish-192, xts, plain64, , sha256",
        "cast5-128, cbc, plain64, , sha256",
    })
    void volumesGoBothWays(String cipher, String mode, String iv, String ivHash, String hash)
            throws Exception {
        needsPeer();
        Files.write(folder.resolve("key"), PASSWORD);
        var secret = "secret,id=s,file=" + folder.resolve("key");
        var path = folder.resolve("peers.luks");
        var plain = new byte[DATA];
        new Random(1).nextBytes(plain);
        var raw = Files.write(folder.resolve("plain"), plain);
        var options =
                "key-secret=s,iter-time=10,cipher-alg=%s,cipher-mode=%s,ivgen-alg=%s,hash-alg=%s%s"
                        .formatted(
                                cipher,
                                mode,
                                iv,
                                hash,
                                ivHash == null ? "" : ",ivgen-hash-alg=" + ivHash);
        run(
                0,
                "qemu-img",
                "convert",
                "--object",
                secret,
                "-O",
                "luks",
                "-o",
                options,
                raw.toString(),
                path.toString());
        var bytes = Files.readAllBytes(path);
        var peers = LuksVolume.open(new MemoryArea(bytes));
        assertEquals(cipher, peers.suite().algorithm().word());
        int payload = (int) peers.header().payloadOffset();
        var key = peers.unlock(PASSWORD);
        var decrypted = new byte[DATA];
        try (var sectors = new SectorCipher(peers.suite(), key)) {
            sectors.decrypt(ByteBuffer.wrap(bytes, payload, DATA), ByteBuffer.wrap(decrypted), 0);
        }
        assertArrayEquals(plain, decrypted);
        assertEquals(
                ErrorKind.DENIED,
                assertThrows(
                                BlockException.class,
                                () -> peers.unlock("no".getBytes(StandardCharsets.UTF_8)))
                        .kind());
        openedByPeer(format(cipher, mode, iv, ivHash, hash), plain, secret, raw);
    }

    private void openedByPeer(LuksFormat format, byte[] plain, String secret, Path raw)
            throws Exception {
        int start = (int) format.payloadOffset();
        var area = new MemoryArea(new byte[start + DATA]);
        var volume = LuksVolume.create(area, format, PASSWORD);
        try (var sectors = new SectorCipher(volume.suite(), volume.unlock(PASSWORD))) {
            sectors.encrypt(ByteBuffer.wrap(plain), ByteBuffer.wrap(area.bytes, start, DATA), 0);
        }
        var path = Files.write(folder.resolve("ours.luks"), area.bytes);
        run(
                0,
                "qemu-img",
                "compare",
                "--object",
                secret,
                "--image-opts",
                "driver=luks,key-secret=s,file.filename=" + path,
                "driver=raw,file.filename=" + raw);
    }

    @Test
    void passwordsComeAndGo() throws Exception {
        var area = new MemoryArea(new byte[(int) LuksFormat.DEFAULT.payloadOffset()]);
        var volume =
                LuksVolume.create(
                        area, format("aes-128", "xts", "plain64", null, "sha256"), PASSWORD);
        var key = volume.unlock(PASSWORD);
        var other = "other".getBytes(StandardCharsets.UTF_8);
        volume.addPassword(PASSWORD, other, OptionalInt.empty(), 1, false);
        volume.addPassword(other, other, OptionalInt.of(7), 1, false);
        assertEquals(List.of(1, 7), volume.slotsOf(other));
        assertThrows(
                BlockException.class,
                () -> volume.addPassword(other, other, OptionalInt.of(7), 1, false));
        volume.erasePassword(PASSWORD, false);
        assertThrows(BlockException.class, () -> volume.unlock(PASSWORD));
        assertThrows(BlockException.class, () -> volume.erasePassword(other, false));
        volume.eraseSlot(1, false);
        assertThrows(BlockException.class, () -> volume.eraseSlot(7, false));
        assertArrayEquals(key, LuksVolume.open(area).unlock(other));
        volume.eraseSlot(7, true);
        assertThrows(BlockException.class, () -> LuksVolume.open(area).unlock(other));
    }

    @Test
    void damagedHeadersAreRefusedAndNothingElse() throws Exception {
        var area = new MemoryArea(new byte[(int) LuksFormat.DEFAULT.payloadOffset()]);
        LuksVolume.create(area, format("aes-128", "xts", "plain64", null, "sha256"), PASSWORD);
        var random = new Random(3);
        int refused = 0;
        for (int i = 0; i < 3000; i++) {
            var head = Arrays.copyOf(area.bytes, LuksHeader.LENGTH);
            for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                head[random.nextInt(i % 2 == 0 ? 120 : head.length)] ^=
                        (byte) (1 << random.nextInt(8));
            }
            try {
                var header = LuksHeader.read(ByteBuffer.wrap(head));
                assertTrue(header.materialBytes() <= 128 * 4000);
                assertTrue(header.payloadOffset() <= 1 << 30);
            } catch (BlockException malformed) {
                refused++;
                assertFalse(malformed.sentence().isEmpty());
            }
        }
        assertTrue(refused > 1000);
    }

    @Test
    void aHeaderThatDemandsHoursIsGivenUp() throws Exception {
        var area = new MemoryArea(new byte[(int) LuksFormat.DEFAULT.payloadOffset()]);
        LuksVolume.create(area, format("aes-128", "xts", "plain64", null, "sha256"), PASSWORD);
        ByteBuffer.wrap(area.bytes).putInt(212, -1);
        var volume = LuksVolume.open(area);
        var given =
                assertThrows(
                        BlockException.class,
                        () -> volume.unlock(PASSWORD, TimeLimit.of(Duration.ofMillis(50))));
        assertEquals(ErrorKind.TIMEOUT, given.kind());
    }

    @Test
    void theHeaderReadsAsItWasWritten() throws Exception {
        var path = folder.resolve("volume");
        var format = format("aes-256", "cbc", "essiv", "sha256", "sha256");
        var area = new MemoryArea(new byte[(int) format.payloadOffset()]);
        var header = LuksVolume.create(area, format, PASSWORD).header();
        try (var channel =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(area.bytes, 0, LuksHeader.LENGTH));
        }
        var again = LuksHeader.read(ByteBuffer.wrap(Files.readAllBytes(path)));
        var bytes = ByteBuffer.allocate(LuksHeader.LENGTH);
        again.write(bytes);
        assertArrayEquals(Arrays.copyOf(area.bytes, LuksHeader.LENGTH), bytes.array());
        assertEquals(header.uuid(), again.uuid());
    }
}
