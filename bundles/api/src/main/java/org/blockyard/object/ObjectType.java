package org.blockyard.object;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.blockyard.option.OptionSchema;
import org.blockyard.platform.Platform;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A kind of object that users create by {@code object-add} or {@code --object}. A bundle announces
 * it with {@link org.blockyard.platform.Provide @Provide}.
 *
 * @param <O> the record of its properties, without {@code qom-type} and {@code id}
 */
@ConsumerType
public interface ObjectType<O extends Record> {
    /** The name in options, such as {@code secret}; the same as announced. */
    String name();

    /** Its properties. */
    OptionSchema<O> options();

    /**
     * The types from which it is derived, the nearest first, without {@code object} itself: what
     * {@code qom-list-types} tells.
     *
     * @since 1.1
     */
    default List<String> ancestors() {
        return List.of();
    }

    /**
     * What of the options may be written down, so that the object can be made again by them; empty
     * if the object can't be made by what may be written, such as a password that was given in
     * clear.
     *
     * @since 1.1
     */
    default Optional<O> lasting(O options) {
        return Optional.of(options);
    }

    /** Makes an object. If the result is {@link AutoCloseable} it is closed on removal. */
    Object create(String id, O options, Platform platform) throws IOException;
}
