package org.blockyard.crypto.luks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import org.blockyard.crypto.cipher.HashAlgorithm;
import org.blockyard.crypto.cipher.KeyDerivation;
import org.blockyard.crypto.cipher.SectorCipher;

/** Makes headers of version 2 for tests, with one key slot. */
final class Luks2Image implements LuksArea {
    static final int COPY = 16 << 10;
    static final byte[] PASSWORD = "letmein".getBytes(StandardCharsets.UTF_8);
    private static final int SLOT_AT = 2 * COPY;
    private static final int SLOT = 256 << 10;
    private static final int CHECKSUM_AT = 448;
    private static final String ENCRYPTION = "aes-xts-plain64";

    final byte[] bytes = new byte[SLOT_AT + SLOT];
    final byte[] key = new byte[64];
    String json;

    Luks2Image() throws IOException {
        var random = new Random(1);
        random.nextBytes(key);
        var salt = new byte[32];
        random.nextBytes(salt);
        var suite = Luks2Metadata.suite(ENCRYPTION, key.length);
        var split =
                AfSplitter.split(HashAlgorithm.SHA256, key, KeySlot.STRIPES, new SecureRandom());
        var slotKey = KeyDerivation.pbkdf2(HashAlgorithm.SHA256, PASSWORD, salt, 1000, key.length);
        try (var cipher = new SectorCipher(suite, slotKey)) {
            cipher.encrypt(
                    ByteBuffer.wrap(split), ByteBuffer.wrap(bytes, SLOT_AT, split.length), 0);
        }
        var digest = KeyDerivation.pbkdf2(HashAlgorithm.SHA256, key, salt, 1000, 32);
        json =
                """
                {"keyslots":{"0":{"type":"luks2","key_size":64,
                  "af":{"type":"luks1","stripes":4000,"hash":"sha256"},
                  "area":{"type":"raw","offset":"32768","size":"258048",
                    "encryption":"aes-xts-plain64","key_size":64},
                  "kdf":{"type":"pbkdf2","hash":"sha256","iterations":1000,"salt":"SALT"}}},
                 "tokens":{},
                 "segments":{"0":{"type":"crypt","offset":"16777216","size":"dynamic",
                   "iv_tweak":"0","encryption":"aes-xts-plain64","sector_size":512}},
                 "digests":{"0":{"type":"pbkdf2","keyslots":["0"],"segments":["0"],
                   "hash":"sha256","iterations":1000,"salt":"SALT","digest":"DIGEST"}},
                 "config":{"json_size":"12288","keyslots_size":"16744448"}}
                """
                        .replace("SALT", Base64.getEncoder().encodeToString(salt))
                        .replace("DIGEST", Base64.getEncoder().encodeToString(digest));
        write(0, 1);
        write(COPY, 1);
    }

    /** The same with something else in its metadata. */
    Luks2Image with(String old, String replacement) throws IOException {
        if (!json.contains(old)) {
            throw new IllegalArgumentException(old);
        }
        json = json.replace(old, replacement);
        write(0, 1);
        write(COPY, 1);
        return this;
    }

    /** Writes a copy of the header. */
    void write(int at, long sequence) throws IOException {
        Arrays.fill(bytes, at, at + COPY, (byte) 0);
        var copy = ByteBuffer.wrap(bytes, at, COPY).slice();
        copy.putLong(0, (at == 0 ? LuksHeader.MAGIC : 0x534b554cbabeL) << 16 | 2);
        copy.putLong(8, COPY).putLong(16, sequence);
        copy.put(72, "sha256".getBytes(StandardCharsets.US_ASCII));
        copy.put(168, "d6c5b7bd-da5a-41dd-9113-672cd76aad99".getBytes(StandardCharsets.US_ASCII));
        copy.putLong(256, at);
        copy.put(4096, json.getBytes(StandardCharsets.UTF_8));
        var all = Arrays.copyOfRange(bytes, at, at + COPY);
        copy.put(CHECKSUM_AT, HashAlgorithm.SHA256.digest(all));
    }

    @Override
    public ByteBuffer read(long offset, int length) throws IOException {
        if (offset + length > bytes.length) {
            throw Luks2Header.damaged("beyond the end");
        }
        return ByteBuffer.wrap(Arrays.copyOfRange(bytes, (int) offset, (int) offset + length));
    }

    @Override
    public void write(long offset, ByteBuffer from) {
        throw new AssertionError("headers of version 2 are only read");
    }

    @Override
    public void flush() {}
}
