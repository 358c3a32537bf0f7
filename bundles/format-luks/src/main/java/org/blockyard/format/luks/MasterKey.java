package org.blockyard.format.luks;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.blockyard.crypto.luks.LuksHeader;
import org.blockyard.driver.HandOverState;

/**
 * The master key as one instance leaves it to the next on its node, which is then spared the
 * seconds that trying the password takes.
 */
final class MasterKey {
    private static final int LAYOUT = 1;
    private static final String KEY = "key";
    private static final String DIGEST = "digest";

    private MasterKey() {}

    /** The key, with what tells the volume that it belongs to. */
    static HandOverState state(LuksHeader header, byte[] key) {
        return new HandOverState(
                LuksDriver.NAME, LAYOUT, Map.of(KEY, key, DIGEST, header.digest().clone()));
    }

    /** The key that was left, if it is this volume's. */
    static Optional<byte[]> handedOver(Optional<HandOverState> left, LuksHeader header) {
        if (left.isEmpty()
                || !left.get().driver().equals(LuksDriver.NAME)
                || left.get().version() != LAYOUT) {
            return Optional.empty();
        }
        var values = left.get().values();
        return values.get(KEY) instanceof byte[] key
                        && values.get(DIGEST) instanceof byte[] digest
                        && key.length == header.suite().keyBytes()
                        && Arrays.equals(digest, header.digest())
                ? Optional.of(key)
                : Optional.empty();
    }
}
