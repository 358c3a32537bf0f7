package org.blockyard.object;

import java.io.IOException;
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

    /** Makes an object. If the result is {@link AutoCloseable} it is closed on removal. */
    Object create(String id, O options, Platform platform) throws IOException;
}
