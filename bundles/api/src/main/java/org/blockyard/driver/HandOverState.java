package org.blockyard.driver;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * State that one driver instance leaves to the next, in types that belong to neither: {@link
 * String}, {@link Boolean}, {@link Integer}, {@link Long}, {@code byte[]}, and lists and maps (keys
 * are strings) of these. It is a hint to be quicker; correctness must not depend on it.
 *
 * @param driver the name of the driver that wrote it
 * @param version the version of its layout, not of the bundle
 * @param values the values
 */
public record HandOverState(String driver, int version, Map<String, Object> values) {
    /** The most that a state may hold, counted in bytes and entries. */
    public static final long MOST = 64L << 20;

    /**
     * A state of plain values.
     *
     * @throws IllegalArgumentException if a value is of another type, or all is too large
     */
    public HandOverState {
        if (size(values) > MOST) {
            throw new IllegalArgumentException("more than " + MOST + " bytes to hand over");
        }
        values = Map.copyOf(values);
    }

    /**
     * The same in bytes of its own, which may be changed.
     *
     * @since 1.1
     */
    public HandOverState copy() {
        return new HandOverState(driver, version, copy(values));
    }

    private static Map<String, Object> copy(Map<?, ?> map) {
        return map.entrySet().stream()
                .collect(
                        Collectors.toMap(
                                entry -> (String) entry.getKey(), entry -> copy(entry.getValue())));
    }

    private static Object copy(Object value) {
        return switch (value) {
            case byte[] bytes -> bytes.clone();
            case List<?> list -> list.stream().<Object>map(HandOverState::copy).toList();
            case Map<?, ?> map -> copy(map);
            default -> value;
        };
    }

    private static long size(Object value) {
        return switch (value) {
            case String text -> 16 + text.length();
            case Boolean flag -> 16;
            case Integer number -> 16;
            case Long number -> 16;
            case byte[] bytes -> 16L + bytes.length;
            case List<?> list -> 16 + list.stream().mapToLong(HandOverState::size).sum();
            case Map<?, ?> map ->
                    16
                            + map.entrySet().stream()
                                    .mapToLong(e -> size(e.getKey()) + size(e.getValue()))
                                    .sum();
            default ->
                    throw new IllegalArgumentException(
                            value.getClass().getName() + " can't be handed over");
        };
    }
}
