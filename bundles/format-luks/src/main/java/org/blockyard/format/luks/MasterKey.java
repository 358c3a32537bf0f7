package org.blockyard.format.luks;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
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
    static HandOverState state(byte[] proof, byte[] key) {
        return new HandOverState(LuksDriver.NAME, LAYOUT, Map.of(KEY, key, DIGEST, proof));
    }

    /** The key that was left, if it is this volume's. */
    static Optional<byte[]> handedOver(Optional<HandOverState> left, byte[] proof) {
        if (left.isEmpty()
                || !left.get().driver().equals(LuksDriver.NAME)
                || left.get().version() != LAYOUT) {
            return Optional.empty();
        }
        var values = left.get().values();
        return values.get(KEY) instanceof byte[] key
                        && values.get(DIGEST) instanceof byte[] digest
                        && Arrays.equals(digest, proof)
                ? Optional.of(key)
                : Optional.empty();
    }
}
