package org.blockyard.object;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockyard.io.BlockException;
import org.blockyard.option.ReadMode;
import org.osgi.annotation.versioning.ProviderType;

/** The user-created objects. Thread-safe. */
@ProviderType
public interface Objects {
    /** Makes an object from its options, {@code qom-type} and {@code id} among them. */
    void add(Map<String, Object> options, ReadMode mode) throws IOException;

    /**
     * Removes an object.
     *
     * @throws BlockException of kind {@code NOT_FOUND}, or {@code BUSY} if it is in use
     */
    void remove(String id) throws BlockException;

    /** The object of that id, if it is of that type. */
    <T> Optional<T> find(String id, Class<T> type);

    /** The ids and type names, in the order of creation. */
    Map<String, String> list();

    /**
     * Definitions by which the objects, as they are now, could be made again: by id, in the order
     * of creation; empty where it may not be {@linkplain ObjectType#lasting written down}.
     *
     * @since 1.1
     */
    default Map<String, Optional<Map<String, Object>>> definitions() {
        return Map.of();
    }

    /** The types present now. */
    List<ObjectType<?>> types();

    /** Keeps an object from being removed until the result is closed. */
    AutoCloseable use(String id) throws BlockException;
}
