package org.blockyard.crypto.luks;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.blockyard.driver.HandOverState;

/**
 * The master key as one instance of a driver leaves it to the next on its node, which is then
 * spared the seconds that trying the password takes.
 */
public final class MasterKeyState {
    private static final int LAYOUT = 1;
    private static final String KEY = "key";
    private static final String DIGEST = "digest";

    private MasterKeyState() {}

    /**
     * What an instance leaves.
     *
     * @param driver the name of its driver
     * @param digest what tells the volume that the key belongs to
     * @param key the key, kept as it is
     */
    public static HandOverState of(String driver, byte[] digest, byte[] key) {
        return new HandOverState(driver, LAYOUT, Map.of(KEY, key, DIGEST, digest));
    }

    /**
     * The key that was left, which its user wipes, if it is this driver's and this volume's.
     *
     * @param left what the context has
     */
    public static Optional<byte[]> key(Optional<HandOverState> left, String driver, byte[] digest) {
        return left.filter(state -> state.driver().equals(driver) && state.version() == LAYOUT)
                .map(HandOverState::values)
                .filter(
                        values ->
                                values.get(DIGEST) instanceof byte[] known
                                        && Arrays.equals(known, digest))
                .map(values -> values.get(KEY))
                .filter(byte[].class::isInstance)
                .map(byte[].class::cast);
    }
}
