package org.blockyard.crypto.luks;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * Adds and erases passwords of a volume by what options say.
 *
 * @param volume the key slots
 * @param secrets where secrets are
 * @param opening the secret that the image was opened with
 * @param force whether to do what may lose access to the data
 */
public record KeySlotChange(
        LuksVolume volume, Secrets secrets, Optional<String> opening, boolean force) {
    /** Where secrets are. */
    public interface Secrets {
        /** The bytes of one; the caller wipes them. */
        byte[] of(String id) throws BlockException;
    }

    /** Makes the change; durable when it returns. */
    public void run(KeySlotOptions options) throws IOException {
        if (options.state() == KeySlotOptions.State.ACTIVE) {
            add(options);
        } else {
            erase(options);
        }
    }

    private void add(KeySlotOptions options) throws IOException {
        var fresh =
                options.newSecret()
                        .orElseThrow(() -> wrong("'new-secret' is required to activate a keyslot"));
        var old =
                options.oldSecret()
                        .or(() -> opening)
                        .orElseThrow(() -> wrong("'old-secret' is required"));
        var oldPassword = secrets.of(old);
        var newPassword = secrets.of(fresh);
        try {
            volume.addPassword(
                    oldPassword,
                    newPassword,
                    options.keyslot().map(OptionalInt::of).orElse(OptionalInt.empty()),
                    options.iterTime().orElse(LuksFormat.DEFAULT.iterationMillis()),
                    force);
        } finally {
            Arrays.fill(oldPassword, (byte) 0);
            Arrays.fill(newPassword, (byte) 0);
        }
    }

    private void erase(KeySlotOptions options) throws IOException {
        if (options.newSecret().isPresent()) {
            throw wrong("'new-secret' must not be given when erasing keyslots");
        }
        if (options.iterTime().isPresent()) {
            throw wrong("'iter-time' must not be given when erasing keyslots");
        }
        if (options.oldSecret().isEmpty() && options.keyslot().isEmpty()) {
            throw wrong(
                    "To erase keyslot(s), either explicit keyslot index or the password"
                            + " currently contained in them must be given");
        }
        if (options.oldSecret().isEmpty()) {
            volume.eraseSlot(options.keyslot().orElseThrow(), force);
            return;
        }
        var password = secrets.of(options.oldSecret().get());
        try {
            if (options.keyslot().isEmpty()) {
                volume.erasePassword(password, force);
            } else if (volume.slotsOf(password).contains(options.keyslot().get())) {
                volume.eraseSlot(options.keyslot().get(), force);
            } else {
                throw wrong("This keyslot doesn't contain the given (old) password");
            }
        } finally {
            Arrays.fill(password, (byte) 0);
        }
    }

    private static BlockException wrong(String sentence) {
        return new BlockException(ErrorKind.INVALID_OPTION, sentence);
    }
}
