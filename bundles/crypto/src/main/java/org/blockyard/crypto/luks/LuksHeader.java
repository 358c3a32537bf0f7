package org.blockyard.crypto.luks;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.blockyard.crypto.cipher.CipherAlgorithm;
import org.blockyard.crypto.cipher.CipherMode;
import org.blockyard.crypto.cipher.CipherSuite;
import org.blockyard.crypto.cipher.HashAlgorithm;
import org.blockyard.crypto.cipher.IvGenerator;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * The header of a LUKS volume, version 1 (LUKS On-Disk Format Specification, section 2.3). All
 * numbers are big-endian. What {@link #read} returns is within all limits.
 *
 * @param suite how data and key material are encrypted
 * @param hash the hash for keys
 * @param payloadSector where data begin, in sectors; in a header that lies apart mostly 0
 * @param digest what proves the master key
 * @param digestSalt 32 bytes
 * @param digestIterations how often it is hashed
 * @param uuid the volume's name
 * @param slots the eight key slots
 */
public record LuksHeader(
        CipherSuite suite,
        HashAlgorithm hash,
        long payloadSector,
        byte[] digest,
        byte[] digestSalt,
        long digestIterations,
        String uuid,
        List<KeySlot> slots) {
    /** Bytes of a header. */
    public static final int LENGTH = 592;

    /** The first bytes. */
    public static final long MAGIC = 0x4c554b53babeL;

    /** Bytes of salts. */
    static final int SALT = 32;

    static final int DIGEST = 20;
    static final int SECTOR = 512;
    static final int ALIGNMENT = 4096;

    /** The version that is read and written. */
    public static final short VERSION = 1;

    private static final long MOST_BYTES = 1L << 30;
    private static final int NAME = 32;
    private static final int UUID = 40;
    private static final int SLOTS = 208;
    private static final int SLOT = 48;

    /** Keeps the slots. */
    public LuksHeader {
        slots = List.copyOf(slots);
    }

    /** Whether bytes begin as a header does, of any version. */
    public static boolean isLuks(ByteBuffer prefix) {
        return prefix.remaining() >= 8 && prefix.getLong(prefix.position()) >>> 16 == MAGIC;
    }

    /** Where data begin. */
    public long payloadOffset() {
        return payloadSector * SECTOR;
    }

    /** Bytes of the split key of a slot. */
    public int materialBytes() {
        return suite.keyBytes() * KeySlot.STRIPES;
    }

    /**
     * Reads a header, {@link #LENGTH} bytes from the position on.
     *
     * @throws BlockException of kind {@code INVALID_FORMAT} or {@code UNSUPPORTED}
     */
    public static LuksHeader read(ByteBuffer bytes) throws BlockException {
        return read(bytes, false);
    }

    /**
     * Reads a header, {@link #LENGTH} bytes from the position on.
     *
     * @param detached whether data lie elsewhere, so that they may begin at any place
     * @throws BlockException of kind {@code INVALID_FORMAT} or {@code UNSUPPORTED}
     */
    public static LuksHeader read(ByteBuffer bytes, boolean detached) throws BlockException {
        var in = bytes.slice();
        require(
                in.remaining() >= LENGTH && in.getLong(0) >>> 16 == MAGIC,
                "Volume is not in LUKS format");
        int version = in.getShort(6) & 0xffff;
        if (version != VERSION) {
            throw new BlockException(
                    ErrorKind.UNSUPPORTED, "LUKS version " + version + " is not supported");
        }
        var hash = HashAlgorithm.named(text(in, 72, NAME, "LUKS header hash spec"));
        int keyBytes = in.getInt(108);
        var suite =
                suite(
                        text(in, 8, NAME, "LUKS header cipher name"),
                        text(in, 40, NAME, "LUKS header cipher mode"),
                        keyBytes);
        long payload = unsigned(in, 104);
        require(
                (detached || payload >= ALIGNMENT / SECTOR) && payload * SECTOR <= MOST_BYTES,
                "LUKS payload is overlapping with the header");
        var header =
                new LuksHeader(
                        suite,
                        hash,
                        payload,
                        bytes(in, 112, DIGEST),
                        bytes(in, 132, SALT),
                        iterations(unsigned(in, 164), "master key"),
                        text(in, 168, UUID, "LUKS header uuid"),
                        slots(in));
        header.checkPlaces(detached ? MOST_BYTES / SECTOR : payload);
        return header;
    }

    /** How a header says that data are encrypted. */
    static CipherSuite suite(String cipher, String mode, int keyBytes) throws BlockException {
        int dash = mode.indexOf('-');
        var chaining = CipherMode.named(dash < 0 ? mode : mode.substring(0, dash));
        var vector = dash < 0 ? "plain" : mode.substring(dash + 1);
        require(
                dash > 0 || chaining == CipherMode.ECB,
                "Unexpected cipher mode string format '" + mode + "'");
        int colon = vector.indexOf(':');
        var generator = IvGenerator.named(colon < 0 ? vector : vector.substring(0, colon));
        require(
                generator == IvGenerator.ESSIV == colon >= 0,
                "Unexpected IV generator string format '" + vector + "'");
        require(
                keyBytes > 0 && keyBytes <= 128 && keyBytes % chaining.keys() == 0,
                "LUKS header key size is not valid");
        var ivHash =
                colon < 0
                        ? Optional.<HashAlgorithm>empty()
                        : Optional.of(HashAlgorithm.named(vector.substring(colon + 1)));
        return new CipherSuite(
                        CipherAlgorithm.of(cipher, keyBytes / chaining.keys()),
                        chaining,
                        generator,
                        ivHash)
                .checked();
    }

    private static List<KeySlot> slots(ByteBuffer in) throws BlockException {
        var slots = new ArrayList<KeySlot>();
        for (int i = 0; i < KeySlot.COUNT; i++) {
            int at = SLOTS + i * SLOT;
            int state = in.getInt(at);
            require(
                    state == KeySlot.ACTIVE || state == KeySlot.INACTIVE,
                    "Keyslot " + i + " state (active/disable) is corrupted");
            boolean active = state == KeySlot.ACTIVE;
            long count = unsigned(in, at + 4);
            slots.add(
                    new KeySlot(
                            active,
                            active ? iterations(count, "keyslot " + i) : count,
                            bytes(in, at + 8, SALT),
                            unsigned(in, at + 40),
                            in.getInt(at + 44)));
            require(
                    slots.getLast().stripes() == KeySlot.STRIPES,
                    "Keyslot %d is corrupted (stripes %d != %d)"
                            .formatted(i, in.getInt(at + 44) & 0xffffffffL, KeySlot.STRIPES));
        }
        return slots;
    }

    private static long iterations(long count, String what) throws BlockException {
        require(count > 0, "the iterations of the " + what + " are zero");
        return count;
    }

    private void checkPlaces(long endSector) throws BlockException {
        long sectors = (materialBytes() + SECTOR - 1L) / SECTOR;
        for (int i = 0; i < slots.size(); i++) {
            long start = slots.get(i).materialSector();
            require(
                    start * SECTOR >= LENGTH && start + sectors <= endSector,
                    "Keyslot " + i + " is overlapping with the LUKS header or the payload");
            for (int j = 0; j < i; j++) {
                long other = slots.get(j).materialSector();
                require(
                        start + sectors <= other || other + sectors <= start,
                        "Keyslots %d and %d are overlapping in the header".formatted(j, i));
            }
        }
    }

    /** Writes it, {@link #LENGTH} bytes. */
    public void write(ByteBuffer out) {
        var to = out.slice(out.position(), LENGTH);
        to.putLong(0, MAGIC << 16 | VERSION);
        put(to, 8, suite.algorithm().family());
        put(to, 40, modeText());
        put(to, 72, hash.word());
        to.putInt(104, (int) payloadSector).putInt(108, suite.keyBytes());
        to.put(112, digest).put(132, digestSalt).putInt(164, (int) digestIterations);
        put(to, 168, uuid);
        for (int i = 0; i < slots.size(); i++) {
            var slot = slots.get(i);
            int at = SLOTS + i * SLOT;
            to.putInt(at, slot.active() ? KeySlot.ACTIVE : KeySlot.INACTIVE);
            to.putInt(at + 4, (int) slot.iterations()).put(at + 8, slot.salt());
            to.putInt(at + 40, (int) slot.materialSector()).putInt(at + 44, slot.stripes());
        }
        out.position(out.position() + LENGTH);
    }

    private String modeText() {
        return suite.mode().word()
                + '-'
                + suite.ivGenerator().word()
                + suite.ivHash()
                        .filter(any -> suite.ivGenerator() == IvGenerator.ESSIV)
                        .map(name -> ":" + name.word())
                        .orElse("");
    }

    /** This header with another slot. */
    LuksHeader with(int index, KeySlot slot) {
        var changed = new ArrayList<>(slots);
        changed.set(index, slot);
        return new LuksHeader(
                suite, hash, payloadSector, digest, digestSalt, digestIterations, uuid, changed);
    }

    private static void put(ByteBuffer to, int at, String text) {
        to.put(at, text.getBytes(StandardCharsets.US_ASCII));
    }

    private static long unsigned(ByteBuffer in, int at) {
        return in.getInt(at) & 0xffffffffL;
    }

    private static byte[] bytes(ByteBuffer in, int at, int length) {
        var bytes = new byte[length];
        in.get(at, bytes);
        return bytes;
    }

    private static String text(ByteBuffer in, int at, int length, String what)
            throws BlockException {
        var text = new String(bytes(in, at, length), StandardCharsets.ISO_8859_1);
        int end = text.indexOf('\0');
        require(end >= 0, what + " is not null terminated");
        return text.substring(0, end);
    }

    private static void require(boolean holds, String otherwise) throws BlockException {
        if (!holds) {
            throw new BlockException(ErrorKind.INVALID_FORMAT, otherwise);
        }
    }
}
