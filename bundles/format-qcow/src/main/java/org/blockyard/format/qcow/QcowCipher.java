package org.blockyard.format.qcow;

import java.util.Arrays;
import java.util.Optional;
import org.blockyard.crypto.cipher.PasswordAes;
import org.blockyard.crypto.cipher.SectorCipher;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/** Finds the cipher of an encrypted image. */
final class QcowCipher {
    /** The only format there is. */
    static final String FORMAT = "aes";

    /** Where passwords come from. */
    @FunctionalInterface
    interface Secrets {
        byte[] secret(String id) throws BlockException;
    }

    private QcowCipher() {}

    /**
     * Fails if what options say of the encryption is not what the header says.
     *
     * @param encrypted what the header says
     */
    static void requireSame(boolean encrypted, Optional<QcowKey> key) throws BlockException {
        var said = key.flatMap(QcowKey::format);
        if (!encrypted && key.isPresent()) {
            throw wrong(
                    "No encryption in image header, but options specified format '%s'"
                            .formatted(said.orElse(FORMAT)));
        }
        if (said.isPresent() && !said.get().equals(FORMAT)) {
            throw wrong(
                    "Header reported '%s' encryption format but options specify '%s'"
                            .formatted(FORMAT, said.get()));
        }
    }

    /** The cipher of the secret that options name. */
    static SectorCipher of(Optional<QcowKey> key, Secrets secrets) throws BlockException {
        var id =
                key.flatMap(QcowKey::keySecret)
                        .orElseThrow(
                                () ->
                                        wrong(
                                                "Parameter 'encrypt.key-secret' is required for"
                                                        + " cipher"));
        var password = secrets.secret(id);
        try {
            return PasswordAes.cipher(password);
        } finally {
            Arrays.fill(password, (byte) 0);
        }
    }

    private static BlockException wrong(String sentence) {
        return new BlockException(ErrorKind.INVALID_OPTION, sentence);
    }
}
