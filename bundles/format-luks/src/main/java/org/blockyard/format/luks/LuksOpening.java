package org.blockyard.format.luks;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.blockyard.crypto.cipher.SectorCipher;
import org.blockyard.crypto.luks.MasterKeyState;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.Child;
import org.blockyard.driver.ChildRole;
import org.blockyard.driver.OpenContext;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.option.ChildRef;

/** Opens one encrypted disk. */
final class LuksOpening {
    private final LuksOptions options;
    private final OpenContext context;

    LuksOpening(LuksOptions options, OpenContext context) {
        this.options = options;
        this.context = context;
    }

    BlockDevice open() throws IOException {
        var header = header();
        var file = context.child("file", options.file(), fileRoles(header.isPresent()));
        var volume = Volume.open(header.orElse(file), header.isPresent());
        if (file.length() < volume.payloadOffset()) {
            throw new BlockException(
                    ErrorKind.INVALID_FORMAT, "the file ends before the encrypted data begin");
        }
        var data =
                new EncryptedData(
                        file,
                        volume.payloadOffset(),
                        volume.firstSector(),
                        cipher(volume),
                        context.buffers());
        var passwords = new Volume.Passwords(options.keySecret(), context::secret);
        return new LuksDevice(data, volume, header.isPresent(), passwords);
    }

    private Optional<Child> header() throws IOException {
        var named = options.header().filter(ref -> !(ref instanceof ChildRef.None));
        return named.isEmpty()
                ? Optional.empty()
                : Optional.of(context.child("header", named.get(), Set.of(ChildRole.METADATA)));
    }

    private static Set<ChildRole> fileRoles(boolean detached) {
        return detached
                ? Set.of(ChildRole.DATA, ChildRole.PRIMARY)
                : Set.of(ChildRole.DATA, ChildRole.METADATA, ChildRole.PRIMARY);
    }

    /** The cipher, unless only metadata are wanted, for which nobody needs the password. */
    private Optional<SectorCipher> cipher(Volume volume) throws IOException {
        if (context.metadataOnly()) {
            return Optional.empty();
        }
        var key = MasterKeyState.key(context.handedOver(), LuksDriver.NAME, volume.digest());
        if (key.isEmpty()) {
            key = Optional.of(unlocked(volume));
        }
        try {
            var cipher = volume.cipher(key.get());
            context.log().log(
                    Level.DEBUG,
                    "{0}: {1}-{2} by {3}",
                    context.nodeName(),
                    cipher.suite().algorithm().word(),
                    cipher.suite().mode().word(),
                    cipher.provider());
            return Optional.of(cipher);
        } finally {
            Arrays.fill(key.get(), (byte) 0);
        }
    }

    private byte[] unlocked(Volume volume) throws IOException {
        var secret =
                options.keySecret()
                        .orElseThrow(
                                () ->
                                        new BlockException(
                                                ErrorKind.INVALID_OPTION,
                                                "Parameter 'key-secret' is required for cipher"));
        var password = context.secret(secret);
        try {
            return volume.unlock(password);
        } finally {
            Arrays.fill(password, (byte) 0);
        }
    }
}
