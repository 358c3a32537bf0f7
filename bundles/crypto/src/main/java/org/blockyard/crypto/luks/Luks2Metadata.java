package org.blockyard.crypto.luks;

import java.util.ArrayList;
import java.util.List;
import org.blockyard.crypto.cipher.CipherSuite;
import org.blockyard.crypto.cipher.HashAlgorithm;
import org.blockyard.crypto.cipher.PasswordHash;
import org.blockyard.crypto.cipher.SectorCipher;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * What the metadata of a header of version 2 say (LUKS2 On-Disk Format Specification, chapter 3),
 * as far as it takes to read a volume of one encrypted segment.
 *
 * @param slots the passwords' slots
 * @param segment where the data are
 * @param digests what proves keys
 */
record Luks2Metadata(List<Slot> slots, Segment segment, List<Digest> digests) {
    private static final int MOST_KEY = 128;
    private static final int MOST_SLOTS = 32;
    private static final int MOST_DIGEST = 128;
    private static final int MOST_SALT = 1024;

    /** Bytes that headers, key material and what lies before the data may take up. */
    private static final long MOST_OFFSET = 1L << 40;

    private static final long MOST_AREA = 1L << 30;

    /** Keeps copies. */
    Luks2Metadata {
        slots = List.copyOf(slots);
        digests = List.copyOf(digests);
    }

    /**
     * A slot that a password opens.
     *
     * @param number its number
     * @param keyBytes bytes of the key in it
     * @param hash the hash by which the key was split
     * @param suite how its material is encrypted
     * @param offset where the material begins
     * @param password how the password becomes the material's key
     */
    record Slot(
            int number,
            int keyBytes,
            HashAlgorithm hash,
            CipherSuite suite,
            long offset,
            PasswordHash password) {
        /** Bytes of the split key. */
        int materialBytes() {
            return keyBytes * KeySlot.STRIPES;
        }
    }

    /**
     * The encrypted data.
     *
     * @param name its name in the metadata
     * @param offset where they begin
     * @param length how many bytes they are, or -1 for all that there are
     * @param firstSector the number of the first sector, in 512 bytes
     * @param encryption how they are encrypted; it takes the key to know all
     * @param sectorBytes bytes that are encrypted in one piece
     */
    record Segment(
            String name,
            long offset,
            long length,
            long firstSector,
            String encryption,
            int sectorBytes) {}

    /**
     * What proves a key.
     *
     * @param slots the slots that it is for
     * @param segments the segments that its key is for
     * @param hash the hash
     * @param iterations how often
     * @param salt the salt
     * @param value what comes out
     */
    record Digest(
            List<String> slots,
            List<String> segments,
            HashAlgorithm hash,
            long iterations,
            byte[] salt,
            byte[] value) {}

    /**
     * Reads the metadata.
     *
     * @throws BlockException of kind {@code INVALID_FORMAT} or {@code UNSUPPORTED}
     */
    static Luks2Metadata read(Luks2Header header) throws BlockException {
        var json = JsonFields.parse(header.json());
        refuseRequirements(json.object("config"));
        var segments = json.objects("segments");
        if (segments.size() != 1) {
            throw unsupported("a LUKS volume of %d segments".formatted(segments.size()));
        }
        var segment = segments.entrySet().iterator().next();
        var slots = new ArrayList<Slot>();
        for (var slot : json.objects("keyslots").entrySet()) {
            if (slot.getValue().text("type").equals("luks2") && slots.size() < MOST_SLOTS) {
                slots.add(slot(slot.getKey(), slot.getValue(), header));
            }
        }
        var digests = new ArrayList<Digest>();
        for (var digest : json.objects("digests").values()) {
            digests.add(digest(digest));
        }
        return new Luks2Metadata(slots, segment(segment.getKey(), segment.getValue()), digests);
    }

    private static BlockException unsupported(String what) {
        return new BlockException(ErrorKind.UNSUPPORTED, what + " is not supported");
    }

    /** What a reader must understand to read on. */
    private static void refuseRequirements(JsonFields config) throws BlockException {
        if (config.has("requirements") && config.object("requirements").has("mandatory")) {
            for (var what : config.object("requirements").texts("mandatory")) {
                throw unsupported("LUKS requirement '" + what + "'");
            }
        }
    }

    private static Segment segment(String name, JsonFields json) throws BlockException {
        if (!json.text("type").equals("crypt")) {
            throw unsupported("a LUKS segment of type '" + json.text("type") + "'");
        }
        if (json.has("integrity")) {
            throw unsupported("a LUKS volume with integrity protection");
        }
        int sector = (int) json.number("sector_size", SectorCipher.SECTOR, 4096);
        if (Integer.bitCount(sector) != 1) {
            throw Luks2Header.damaged("LUKS sectors of " + sector + " bytes");
        }
        long length =
                json.text("size").equals("dynamic")
                        ? -1
                        : json.textNumber("size", 0, Long.MAX_VALUE - MOST_OFFSET);
        return new Segment(
                name,
                json.textNumber("offset", 0, MOST_OFFSET),
                length,
                json.textNumber("iv_tweak", 0, Long.MAX_VALUE >> 16),
                json.text("encryption"),
                sector);
    }

    private static Slot slot(String name, JsonFields json, Luks2Header header)
            throws BlockException {
        int keyBytes = (int) json.number("key_size", 1, MOST_KEY);
        var split = json.object("af");
        if (!split.text("type").equals("luks1")
                || split.number("stripes", 0, Integer.MAX_VALUE) != KeySlot.STRIPES) {
            throw unsupported("a LUKS key that is split in another way");
        }
        var area = json.object("area");
        int areaKey = (int) area.number("key_size", 1, MOST_KEY);
        long needed = (long) keyBytes * KeySlot.STRIPES;
        long offset = area.textNumber("offset", 2L * header.size(), MOST_AREA);
        area.textNumber("size", needed, MOST_AREA);
        return new Slot(
                number(name),
                keyBytes,
                HashAlgorithm.named(split.text("hash")),
                suite(area.text("encryption"), areaKey),
                offset,
                passwordHash(json.object("kdf")));
    }

    private static int number(String name) throws BlockException {
        try {
            return Integer.parseInt(name);
        } catch (NumberFormatException e) {
            throw Luks2Header.damaged("LUKS key slot '" + name + "'");
        }
    }

    /** How something is encrypted, such as {@code aes-xts-plain64}. */
    static CipherSuite suite(String encryption, int keyBytes) throws BlockException {
        int dash = encryption.indexOf('-');
        if (dash < 0) {
            throw unsupported("LUKS encryption '" + encryption + "'");
        }
        return LuksHeader.suite(
                encryption.substring(0, dash), encryption.substring(dash + 1), keyBytes);
    }

    private static PasswordHash passwordHash(JsonFields json) throws BlockException {
        var salt = salt(json);
        var type = json.text("type");
        return switch (type) {
            case "pbkdf2" ->
                    new PasswordHash.Pbkdf2(
                            HashAlgorithm.named(json.text("hash")),
                            json.number("iterations", 1, Integer.MAX_VALUE),
                            salt);
            case "argon2i", "argon2id" ->
                    new PasswordHash.Argon2(
                            type.equals("argon2id"),
                            (int) json.number("time", 1, Integer.MAX_VALUE),
                            (int) json.number("memory", 8, Integer.MAX_VALUE),
                            (int) json.number("cpus", 1, PasswordHash.MOST_LANES),
                            salt);
            default -> throw unsupported("LUKS key derivation '" + type + "'");
        };
    }

    private static byte[] salt(JsonFields json) throws BlockException {
        var salt = json.bytes("salt");
        if (salt.length > MOST_SALT) {
            throw Luks2Header.damaged(json.where() + ": the salt is too long");
        }
        return salt;
    }

    private static Digest digest(JsonFields json) throws BlockException {
        if (!json.text("type").equals("pbkdf2")) {
            throw unsupported("LUKS digest '" + json.text("type") + "'");
        }
        var value = json.bytes("digest");
        if (value.length == 0 || value.length > MOST_DIGEST) {
            throw Luks2Header.damaged(json.where() + ": no digest of that length");
        }
        return new Digest(
                json.texts("keyslots"),
                json.texts("segments"),
                HashAlgorithm.named(json.text("hash")),
                json.number("iterations", 1, Integer.MAX_VALUE),
                salt(json),
                value);
    }
}
