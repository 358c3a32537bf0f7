package org.blockyard.format.qcow2.internal.crypt;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.blockyard.crypto.cipher.PasswordAes;
import org.blockyard.crypto.cipher.SectorCipher;
import org.blockyard.crypto.luks.LuksDescription;
import org.blockyard.crypto.luks.LuksVolume;
import org.blockyard.crypto.luks.MasterKeyState;
import org.blockyard.driver.HandOverState;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.format.qcow2.internal.layout.EncryptionExtension;
import org.blockyard.format.qcow2.internal.layout.HeaderExtension;
import org.blockyard.format.qcow2.internal.meta.HeaderStore;
import org.blockyard.format.qcow2.internal.meta.Metadata;
import org.blockyard.io.BlockException;
import org.blockyard.io.BufferPool;
import org.blockyard.io.ErrorKind;

/** How an open image is encrypted, if it is, and the cipher, if its key is known. */
public final class Encryption implements AutoCloseable {
    /** The header's number of AES with the password as key. */
    public static final int AES = 1;

    /** The header's number of LUKS. */
    public static final int LUKS = 2;

    private static final String DRIVER = "qcow2";

    private final int method;
    private final Optional<LuksVolume> volume;
    private final Optional<SectorCipher> cipher;

    private Encryption(int method, Optional<LuksVolume> volume, Optional<SectorCipher> cipher) {
        this.method = method;
        this.volume = volume;
        this.cipher = cipher;
    }

    /** The encryption that a checked header says, of which only metadata can be had. */
    public static Encryption openLocked(ImageFile file, HeaderStore store) throws IOException {
        return open(file, store, Optional.empty());
    }

    /** The encryption that a checked header says. */
    public static Encryption open(ImageFile file, HeaderStore store, KeySource keys)
            throws IOException {
        return open(file, store, Optional.of(keys));
    }

    private static Encryption open(ImageFile file, HeaderStore store, Optional<KeySource> keys)
            throws IOException {
        return switch (store.header().cryptMethod()) {
            case LUKS -> {
                var volume = LuksVolume.open(new LuksRegion(file, place(store)));
                yield new Encryption(
                        LUKS,
                        Optional.of(volume),
                        keys.isPresent()
                                ? Optional.of(unlock(volume, keys.get()))
                                : Optional.empty());
            }
            case AES ->
                    new Encryption(
                            AES,
                            Optional.empty(),
                            keys.isPresent()
                                    ? Optional.of(keys.get().withPassword(PasswordAes::cipher))
                                    : Optional.empty());
            default -> new Encryption(0, Optional.empty(), Optional.empty());
        };
    }

    /** Where the LUKS header is; the header was checked. */
    public static EncryptionExtension place(HeaderStore store) {
        return HeaderExtension.find(store.extensions(), HeaderExtension.ENCRYPTION)
                .map(found -> EncryptionExtension.read(ByteBuffer.wrap(found.data())))
                .orElseThrow();
    }

    private static SectorCipher unlock(LuksVolume volume, KeySource keys) throws IOException {
        var left = MasterKeyState.key(keys.left(), DRIVER, volume.header().digest());
        var key = left.isPresent() ? left.get() : keys.withPassword(volume::unlock);
        try {
            return new SectorCipher(volume.suite(), key);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    /** Whether guest data are encrypted. */
    public boolean present() {
        return method != 0;
    }

    /**
     * The key slots.
     *
     * @throws BlockException of kind {@code UNSUPPORTED} if there are none
     */
    public LuksVolume volume() throws BlockException {
        return volume.orElseThrow(
                () ->
                        new BlockException(
                                ErrorKind.UNSUPPORTED,
                                "this encryption has no key slots that could be changed"));
    }

    /** What spares the next instance on the node the trying of the password. */
    public Optional<HandOverState> handOver() {
        return volume.flatMap(
                slots ->
                        cipher.map(
                                known ->
                                        MasterKeyState.of(
                                                DRIVER, slots.header().digest(), known.key())));
    }

    /** The way to guest data. */
    public GuestData data(Metadata metadata, BufferPool buffers) {
        if (!present()) {
            return GuestData.plain(metadata.data());
        }
        long shift = metadata.dataApart() ? metadata.fixedPlace(0) : 0;
        return cipher.<GuestData>map(
                        one ->
                                new EncryptedData(
                                        metadata.data(), one, method == LUKS, shift, buffers))
                .orElseGet(LockedData::new);
    }

    /** What {@code info} tells of it. */
    public Map<String, Object> describe() {
        if (volume.isEmpty()) {
            return Map.of("format", "aes");
        }
        return LuksDescription.of(volume.get().header(), false, Optional.of("luks"));
    }

    /** Forgets the key. */
    @Override
    public void close() {
        cipher.ifPresent(SectorCipher::close);
    }
}
