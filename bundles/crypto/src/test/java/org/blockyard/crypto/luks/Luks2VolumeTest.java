package org.blockyard.crypto.luks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Headers of version 2: which copy counts, what they open, and what is refused. */
class Luks2VolumeTest {
    private static final String PBKDF2 =
            "\"type\":\"pbkdf2\",\"hash\":\"sha256\",\"iterations\":1000,\"salt\"";

    private static ErrorKind refusal(Luks2Image image) {
        return assertThrows(
                        BlockException.class,
                        () -> Luks2Volume.open(image).unlock(Luks2Image.PASSWORD))
                .kind();
    }

    @Test
    void thePasswordOpensTheKey() throws Exception {
        var image = new Luks2Image();
        var volume = Luks2Volume.open(image);
        assertArrayEquals(image.key, volume.unlock(Luks2Image.PASSWORD));
        assertEquals(16 << 20, volume.payloadOffset());
        var denied =
                assertThrows(
                        BlockException.class,
                        () -> volume.unlock("wrong".getBytes(StandardCharsets.UTF_8)));
        assertEquals(ErrorKind.DENIED, denied.kind());
    }

    @Test
    void theSecondCopyStepsInForTheFirst() throws Exception {
        var image = new Luks2Image();
        image.bytes[5000] ^= 1;
        assertArrayEquals(image.key, Luks2Volume.open(image).unlock(Luks2Image.PASSWORD));
        image.bytes[Luks2Image.COPY + 5000] ^= 1;
        assertEquals(ErrorKind.INVALID_FORMAT, refusal(image));
    }

    @Test
    void theNewerCopyCounts() throws Exception {
        var image = new Luks2Image();
        image.json = image.json.replace("\"16777216\"", "\"33554432\"");
        image.write(Luks2Image.COPY, 2);
        assertEquals(32 << 20, Luks2Volume.open(image).payloadOffset());
        image.write(0, 3);
        image.json = image.json.replace("\"33554432\"", "\"8388608\"");
        image.write(Luks2Image.COPY, 2);
        assertEquals(32 << 20, Luks2Volume.open(image).payloadOffset());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "\"json_size\";\"requirements\":{\"mandatory\":[\"online-reencrypt\"]},\"json_size\"",
                "\"type\":\"crypt\";\"type\":\"linear\"",
                "\"sector_size\":512;\"sector_size\":512,\"integrity\":{\"type\":\"hmac(sha256)\"}",
                "\"stripes\":4000;\"stripes\":1",
                "\"encryption\":\"aes-xts-plain64\",\"key_size\";\"encryption\":\"rot-xts-plain64\",\"key_size\"",
                "\"segments\":{\"0\";\"segments\":{\"1\":{},\"0\"",
            })
    void whatIsNotKnownIsUnsupported(String old, String replacement) throws Exception {
        assertEquals(ErrorKind.UNSUPPORTED, refusal(new Luks2Image().with(old, replacement)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "\"offset\":\"32768\";\"offset\":\"512\"",
                "\"offset\":\"32768\";\"offset\":\"99999999\"",
                "\"size\":\"258048\";\"size\":\"4096\"",
                "\"key_size\":64;\"key_size\":999999",
                "\"segments\":[\"0\"];\"segments\":[\"7\"]",
                "\"sector_size\":512;\"sector_size\":513",
                "\"offset\":\"16777216\";\"offset\":\"-1\"",
                "\"tokens\";tokens",
            })
    void whatCanNotBeIsRefused(String old, String replacement) throws Exception {
        assertEquals(ErrorKind.INVALID_FORMAT, refusal(new Luks2Image().with(old, replacement)));
    }

    @Test
    void argon2OpensItsKeySlot() throws Exception {
        // the slot's material is for another key, so that nothing fits; but it was tried
        assertEquals(ErrorKind.DENIED, refusal(argon2(4, 64)));
    }

    @Test
    void aSlotThatDemandsTooMuchIsGivenUpBeforeItIsTried() throws Exception {
        assertEquals(ErrorKind.RESOURCE, refusal(argon2(1, Integer.MAX_VALUE)));
        assertEquals(ErrorKind.TIMEOUT, refusal(argon2(Integer.MAX_VALUE, 1024)));
    }

    private static Luks2Image argon2(int passes, int kibibytes) throws Exception {
        return new Luks2Image()
                .with(
                        "\"kdf\":{" + PBKDF2,
                        "\"kdf\":{\"type\":\"argon2id\",\"time\":%d,\"memory\":%d,\"cpus\":1,\"salt\""
                                .formatted(passes, kibibytes));
    }

    @Test
    void damagedMetadataAreRefusedAndNothingElse() throws Exception {
        var image = new Luks2Image();
        var whole = image.json;
        var random = new Random(3);
        int refused = 0;
        for (int i = 0; i < 2000; i++) {
            var text = new StringBuilder(whole);
            for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                int at = random.nextInt(text.length());
                switch (random.nextInt(3)) {
                    case 0 -> text.setCharAt(at, (char) (32 + random.nextInt(95)));
                    case 1 -> text.deleteCharAt(at);
                    default -> text.insert(at, "0123456789{}[]\",:".charAt(random.nextInt(17)));
                }
            }
            image.json = text.toString();
            image.write(0, 1);
            image.write(Luks2Image.COPY, 1);
            try {
                var volume = Luks2Volume.open(image);
                assertTrue(volume.payloadOffset() >= 0);
                assertTrue(volume.sectorBytes() <= 4096);
            } catch (BlockException malformed) {
                refused++;
                assertFalse(malformed.sentence().isEmpty());
            }
        }
        assertTrue(refused > 1000, refused + " were refused");
    }

    @Test
    void onlyVersion2IsTakenForIt() throws Exception {
        assertTrue(Luks2Volume.isLuks2(ByteBuffer.wrap(new Luks2Image().bytes)));
        assertFalse(Luks2Volume.isLuks2(ByteBuffer.allocate(512)));
        assertFalse(
                Luks2Volume.isLuks2(ByteBuffer.allocate(8).putLong(0, LuksHeader.MAGIC << 16 | 1)));
    }
}
