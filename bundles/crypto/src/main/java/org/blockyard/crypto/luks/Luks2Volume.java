package org.blockyard.crypto.luks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.blockyard.crypto.cipher.KeyDerivation;
import org.blockyard.crypto.cipher.PasswordHash;
import org.blockyard.crypto.cipher.SectorCipher;
import org.blockyard.crypto.cipher.TimeLimit;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * A volume of version 2: its header and key slots, which are only read. Its data are read and
 * written as those of version 1. Callers wipe the passwords and keys that they hold. Any thread.
 */
public final class Luks2Volume {
    private final LuksArea area;
    private final Luks2Header header;
    private final Luks2Metadata metadata;
    private final Luks2Metadata.Digest digest;

    private Luks2Volume(LuksArea area, Luks2Header header, Luks2Metadata metadata)
            throws BlockException {
        this.area = area;
        this.header = header;
        this.metadata = metadata;
        this.digest =
                metadata.digests().stream()
                        .filter(one -> one.segments().contains(metadata.segment().name()))
                        .findFirst()
                        .orElseThrow(
                                () -> Luks2Header.damaged("nothing proves the LUKS volume's key"));
    }

    /** Whether bytes begin as such a volume does. */
    public static boolean isLuks2(ByteBuffer prefix) {
        return LuksHeader.isLuks(prefix)
                && prefix.getShort(prefix.position() + Short.BYTES * 3) == Luks2Header.VERSION;
    }

    /**
     * The volume whose header lies at the area's start.
     *
     * @throws BlockException of kind {@code INVALID_FORMAT} if both copies of it are damaged,
     *     {@code UNSUPPORTED} if it has what we do not know
     */
    public static Luks2Volume open(LuksArea area) throws IOException {
        var header = Luks2Header.read(area);
        return new Luks2Volume(area, header, Luks2Metadata.read(header));
    }

    /** Where the data begin. */
    public long payloadOffset() {
        return metadata.segment().offset();
    }

    /** How many bytes of data there are; empty for all up to the end. */
    public OptionalLong payloadLength() {
        long length = metadata.segment().length();
        return length < 0 ? OptionalLong.empty() : OptionalLong.of(length);
    }

    /** The number of the first sector, in 512 bytes. */
    public long firstSector() {
        return metadata.segment().firstSector();
    }

    /** Bytes that are encrypted in one piece. */
    public int sectorBytes() {
        return metadata.segment().sectorBytes();
    }

    /** What proves the key. */
    public byte[] digest() {
        return digest.value().clone();
    }

    /** What encrypts the data by a key. */
    public SectorCipher cipher(byte[] key) throws BlockException {
        var suite = Luks2Metadata.suite(metadata.segment().encryption(), key.length);
        return new SectorCipher(suite, key, sectorBytes());
    }

    /**
     * The key that a password opens, from the first slot that it fits.
     *
     * @throws BlockException of kind {@code DENIED} if it fits none, {@code TIMEOUT} or {@code
     *     RESOURCE} if trying it takes too long or too much memory
     */
    public byte[] unlock(byte[] password) throws IOException {
        var limit = TimeLimit.usual();
        for (var slot : metadata.slots()) {
            if (digest.slots().contains(Integer.toString(slot.number()))) {
                var key = tryUnlock(slot, password, limit);
                if (key.isPresent()) {
                    return key.get();
                }
            }
        }
        throw new BlockException(ErrorKind.DENIED, "Invalid password, cannot unlock any keyslot");
    }

    private Optional<byte[]> tryUnlock(Luks2Metadata.Slot slot, byte[] password, TimeLimit limit)
            throws IOException {
        var material = area.read(slot.offset(), wholeSectors(slot.materialBytes()));
        var split = new byte[material.remaining()];
        try (var cipher = slotCipher(slot, password, limit)) {
            cipher.decrypt(material, ByteBuffer.wrap(split), 0);
            var key = AfSplitter.merge(slot.hash(), split, slot.keyBytes(), KeySlot.STRIPES);
            return proves(key, limit) ? Optional.of(key) : Optional.empty();
        } finally {
            Arrays.fill(split, (byte) 0);
        }
    }

    private static int wholeSectors(int bytes) {
        return Math.ceilDiv(bytes, SectorCipher.SECTOR) * SectorCipher.SECTOR;
    }

    private static SectorCipher slotCipher(
            Luks2Metadata.Slot slot, byte[] password, TimeLimit limit) throws BlockException {
        var key = slot.password().key(password, slot.suite().keyBytes(), limit);
        try {
            return new SectorCipher(slot.suite(), key);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    private boolean proves(byte[] key, TimeLimit limit) throws BlockException {
        var value =
                KeyDerivation.pbkdf2(
                        digest.hash(),
                        key,
                        digest.salt(),
                        digest.iterations(),
                        digest.value().length,
                        limit);
        return MessageDigest.isEqual(value, digest.value());
    }

    /** What {@code info} tells of it. */
    public Map<String, Object> describe(boolean detached) {
        var members = new LinkedHashMap<String, Object>();
        members.put("version", (long) Luks2Header.VERSION);
        members.put("detached-header", detached);
        members.put("encryption", metadata.segment().encryption());
        members.put("sector-size", (long) sectorBytes());
        members.put("uuid", header.uuid());
        if (!header.label().isEmpty()) {
            members.put("label", header.label());
        }
        members.put("slots", slots());
        members.put("payload-offset", payloadOffset());
        return members;
    }

    private List<Map<String, Object>> slots() {
        var all = new ArrayList<Map<String, Object>>();
        for (var slot : metadata.slots()) {
            var members = new LinkedHashMap<String, Object>();
            members.put("slot", (long) slot.number());
            members.put("kdf", slot.password().word());
            if (slot.password() instanceof PasswordHash.Argon2 argon2) {
                members.put("memory", (long) argon2.kibibytes() << 10);
                members.put("passes", (long) argon2.passes());
                members.put("lanes", (long) argon2.lanes());
            } else if (slot.password() instanceof PasswordHash.Pbkdf2 pbkdf2) {
                members.put("iters", pbkdf2.iterations());
            }
            members.put("key-offset", slot.offset());
            all.add(members);
        }
        return all;
    }
}
