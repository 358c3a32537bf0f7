package org.blockyard.crypto.luks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.blockyard.crypto.cipher.CipherSuite;
import org.blockyard.crypto.cipher.KeyDerivation;
import org.blockyard.crypto.cipher.SectorCipher;
import org.blockyard.crypto.cipher.TimeLimit;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * A volume's header and key slots. Callers wipe the passwords and master keys that they hold. Not
 * to be changed by two at once.
 */
public final class LuksVolume {
    private static final int LEAST_ITERATIONS = 1000;
    private static final long MOST_ITERATIONS = 0xffffffffL;
    private static final int ERASE_PASSES = 40;
    private static final int DIGEST_SHARE = 8;

    private final LuksArea area;
    private final SecureRandom random = new SecureRandom();
    private volatile LuksHeader header;

    private LuksVolume(LuksArea area, LuksHeader header) {
        this.area = area;
        this.header = header;
    }

    /** The volume whose header lies at the area's start. */
    public static LuksVolume open(LuksArea area) throws IOException {
        return new LuksVolume(area, LuksHeader.read(area.read(0, LuksHeader.LENGTH)));
    }

    /** The volume whose header lies at the area's start and whose data lie elsewhere. */
    public static LuksVolume openDetached(LuksArea area) throws IOException {
        return new LuksVolume(area, LuksHeader.read(area.read(0, LuksHeader.LENGTH), true));
    }

    /**
     * Makes a volume with a new master key that one password opens; durable when it returns. The
     * area is as long as {@link LuksFormat#payloadOffset}.
     */
    public static LuksVolume create(LuksArea area, LuksFormat format, byte[] password)
            throws IOException {
        return create(area, format, password, format.payloadOffset());
    }

    /** As {@link #create}, for data that begin at the start of another place. */
    public static LuksVolume createDetached(LuksArea area, LuksFormat format, byte[] password)
            throws IOException {
        return create(area, format, password, 0);
    }

    private static LuksVolume create(
            LuksArea area, LuksFormat format, byte[] password, long payloadOffset)
            throws IOException {
        requireText(password);
        var random = new SecureRandom();
        var key = new byte[format.suite().keyBytes()];
        random.nextBytes(key);
        try {
            var volume = new LuksVolume(area, newHeader(format, payloadOffset, key, random));
            volume.fillSlot(0, key, password, format.iterationMillis());
            return volume;
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    private static LuksHeader newHeader(
            LuksFormat format, long payloadOffset, byte[] key, SecureRandom random)
            throws BlockException {
        var salt = new byte[LuksHeader.SALT];
        random.nextBytes(salt);
        long iterations =
                iterations(
                        KeyDerivation.iterationsFor(
                                format.hash(),
                                LuksHeader.DIGEST,
                                format.iterationMillis() / DIGEST_SHARE));
        var digest = KeyDerivation.pbkdf2(format.hash(), key, salt, iterations, LuksHeader.DIGEST);
        long size = LuksFormat.materialSize(format.suite());
        var slots = new ArrayList<KeySlot>();
        for (int i = 0; i < KeySlot.COUNT; i++) {
            long sector = (LuksHeader.ALIGNMENT + i * size) / LuksHeader.SECTOR;
            slots.add(new KeySlot(false, 0, new byte[LuksHeader.SALT], sector, KeySlot.STRIPES));
        }
        return new LuksHeader(
                format.suite().checked(),
                format.hash(),
                payloadOffset / LuksHeader.SECTOR,
                digest,
                salt,
                iterations,
                UUID.randomUUID().toString(),
                slots);
    }

    private static long iterations(long wished) {
        return Math.clamp(wished, LEAST_ITERATIONS, MOST_ITERATIONS);
    }

    private static void requireText(byte[] password) throws BlockException {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(password));
        } catch (CharacterCodingException e) {
            throw new BlockException(
                    ErrorKind.INVALID_OPTION, "Data from secret is not valid UTF-8", e);
        }
    }

    /** The header as it is now. */
    public LuksHeader header() {
        return header;
    }

    /**
     * The master key that a password opens, from the first slot that it fits.
     *
     * @throws BlockException of kind {@code DENIED} if it fits none, {@code TIMEOUT} if trying all
     *     takes longer than {@link TimeLimit#usual}
     */
    public byte[] unlock(byte[] password) throws IOException {
        return unlock(password, TimeLimit.usual());
    }

    /**
     * The master key that a password opens, from the first slot that it fits.
     *
     * @throws BlockException of kind {@code DENIED} if it fits none, {@code TIMEOUT} if trying all
     *     takes too long
     */
    public byte[] unlock(byte[] password, TimeLimit limit) throws IOException {
        requireText(password);
        for (int i = 0; i < KeySlot.COUNT; i++) {
            var key = tryUnlock(i, password, limit);
            if (key.isPresent()) {
                return key.get();
            }
        }
        throw wrongPassword();
    }

    private static BlockException wrongPassword() {
        return new BlockException(ErrorKind.DENIED, "Invalid password, cannot unlock any keyslot");
    }

    /** The master key, if the password opens that slot. */
    public Optional<byte[]> tryUnlock(int index, byte[] password) throws IOException {
        return tryUnlock(index, password, TimeLimit.usual());
    }

    private Optional<byte[]> tryUnlock(int index, byte[] password, TimeLimit limit)
            throws IOException {
        var slot = header.slots().get(index);
        if (!slot.active()) {
            return Optional.empty();
        }
        var material = area.read(slot.materialSector() * LuksHeader.SECTOR, materialBytes());
        var split = new byte[material.remaining()];
        try (var cipher = slotCipher(slot, password, limit)) {
            cipher.decrypt(material, ByteBuffer.wrap(split), 0);
            var key =
                    AfSplitter.merge(
                            header.hash(), split, header.suite().keyBytes(), slot.stripes());
            return proves(key, limit) ? Optional.of(key) : Optional.empty();
        } finally {
            Arrays.fill(split, (byte) 0);
        }
    }

    private int materialBytes() {
        int bytes = header.materialBytes();
        return bytes + Math.floorMod(-bytes, LuksHeader.SECTOR);
    }

    private SectorCipher slotCipher(KeySlot slot, byte[] password, TimeLimit limit)
            throws BlockException {
        var key =
                KeyDerivation.pbkdf2(
                        header.hash(),
                        password,
                        slot.salt(),
                        slot.iterations(),
                        header.suite().keyBytes(),
                        limit);
        try {
            return new SectorCipher(header.suite(), key);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    private boolean proves(byte[] key, TimeLimit limit) throws BlockException {
        var digest =
                KeyDerivation.pbkdf2(
                        header.hash(),
                        key,
                        header.digestSalt(),
                        header.digestIterations(),
                        LuksHeader.DIGEST,
                        limit);
        return MessageDigest.isEqual(digest, header.digest());
    }

    /** The slots that a password opens. */
    public List<Integer> slotsOf(byte[] password) throws IOException {
        requireText(password);
        var found = new ArrayList<Integer>();
        var limit = TimeLimit.usual();
        for (int i = 0; i < KeySlot.COUNT; i++) {
            var key = tryUnlock(i, password, limit);
            if (key.isPresent()) {
                Arrays.fill(key.get(), (byte) 0);
                found.add(i);
            }
        }
        return found;
    }

    /**
     * Lets another password open the volume; durable when it returns.
     *
     * @param index the slot to fill, or empty for the first free one
     * @param force whether a slot that is in use may be filled
     */
    public void addPassword(
            byte[] oldPassword,
            byte[] newPassword,
            OptionalInt index,
            long iterationMillis,
            boolean force)
            throws IOException {
        requireText(newPassword);
        int slot = index.isPresent() ? checked(index.getAsInt()) : freeSlot();
        if (!force && header.slots().get(slot).active()) {
            throw new BlockException(
                    ErrorKind.INVALID_OPTION,
                    "Refusing to overwrite active keyslot %d - please erase it first"
                            .formatted(slot));
        }
        var key = unlock(oldPassword);
        try {
            fillSlot(slot, key, newPassword, iterationMillis);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    private static int checked(int slot) throws BlockException {
        if (slot < 0 || slot >= KeySlot.COUNT) {
            throw new BlockException(
                    ErrorKind.INVALID_OPTION,
                    "Invalid slot %d specified, must be between 0 and %d"
                            .formatted(slot, KeySlot.COUNT - 1));
        }
        return slot;
    }

    private int freeSlot() throws BlockException {
        for (int i = 0; i < KeySlot.COUNT; i++) {
            if (!header.slots().get(i).active()) {
                return i;
            }
        }
        throw new BlockException(
                ErrorKind.NO_SPACE, "Can't add a keyslot - all keyslots are in use");
    }

    /** The material first, then the header that says that it is valid. */
    private void fillSlot(int index, byte[] key, byte[] password, long iterationMillis)
            throws IOException {
        var salt = new byte[LuksHeader.SALT];
        random.nextBytes(salt);
        long iterations =
                iterations(
                        KeyDerivation.iterationsFor(
                                header.hash(), header.suite().keyBytes(), iterationMillis));
        var old = header.slots().get(index);
        var slot = new KeySlot(true, iterations, salt, old.materialSector(), KeySlot.STRIPES);
        var split = AfSplitter.split(header.hash(), key, slot.stripes(), random);
        var padded = Arrays.copyOf(split, materialBytes());
        var encrypted = ByteBuffer.allocate(padded.length);
        // made here and now for as long as was asked for
        try (var cipher = slotCipher(slot, password, TimeLimit.none())) {
            cipher.encrypt(ByteBuffer.wrap(padded), encrypted, 0);
        } finally {
            Arrays.fill(split, (byte) 0);
            Arrays.fill(padded, (byte) 0);
        }
        if (old.active()) {
            change(index, old.erased());
        }
        area.write(slot.materialSector() * LuksHeader.SECTOR, encrypted.flip());
        area.flush();
        change(index, slot);
    }

    private void change(int index, KeySlot slot) throws IOException {
        var changed = header.with(index, slot);
        var bytes = ByteBuffer.allocate(LuksHeader.LENGTH);
        changed.write(bytes);
        area.write(0, bytes.flip());
        area.flush();
        header = changed;
    }

    /**
     * Closes a slot for good; durable when it returns.
     *
     * @param force whether the last active slot may be closed, after which nothing opens the volume
     */
    public void eraseSlot(int index, boolean force) throws IOException {
        var slot = header.slots().get(checked(index));
        if (!slot.active() && !force) {
            throw new BlockException(
                    ErrorKind.INVALID_OPTION,
                    "Given keyslot %d is already erased (inactive) ".formatted(index).strip());
        }
        if (!force && activeSlots() <= 1) {
            throw lastSlot("keyslot " + index);
        }
        erase(index);
    }

    /** Closes all slots that a password opens; as {@link #eraseSlot}. */
    public void erasePassword(byte[] password, boolean force) throws IOException {
        var found = slotsOf(password);
        if (found.isEmpty()) {
            throw new BlockException(
                    ErrorKind.DENIED, "No keyslots match given (old) password for erase operation");
        }
        if (!force && activeSlots() <= found.size()) {
            throw lastSlot("the keyslots of the given password");
        }
        for (int index : found) {
            erase(index);
        }
    }

    private static BlockException lastSlot(String what) {
        return new BlockException(
                ErrorKind.INVALID_OPTION,
                "Attempt to erase the only active "
                        + what
                        + " which will erase all the data in the image irreversibly - refusing"
                        + " operation");
    }

    private long activeSlots() {
        return header.slots().stream().filter(KeySlot::active).count();
    }

    /** The header first, so that nobody tries a password on what is being destroyed. */
    private void erase(int index) throws IOException {
        var slot = header.slots().get(index);
        change(index, slot.erased());
        var garbage = new byte[materialBytes()];
        for (int pass = 0; pass < ERASE_PASSES; pass++) {
            random.nextBytes(garbage);
            area.write(slot.materialSector() * LuksHeader.SECTOR, ByteBuffer.wrap(garbage));
            area.flush();
        }
    }

    /** How data are encrypted. */
    public CipherSuite suite() {
        return header.suite();
    }
}
