package org.blockyard.throttle.internal;

import org.blockyard.io.BlockException;
import org.blockyard.object.ObjectType;
import org.blockyard.option.OptionSchema;
import org.blockyard.platform.Platform;
import org.blockyard.platform.Provide;

/** The object type {@code throttle-group}: limits that disks share. */
@Provide(services = ObjectType.class, name = ThrottleGroupType.NAME)
public final class ThrottleGroupType implements ObjectType<ThrottleProperties> {
    static final String NAME = "throttle-group";

    /** Made by the platform. */
    public ThrottleGroupType() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public OptionSchema<ThrottleProperties> options() {
        return OptionSchema.of(ThrottleProperties.class);
    }

    @Override
    public Object create(String id, ThrottleProperties properties, Platform platform)
            throws BlockException {
        return new ThrottleGroupObject(Clock.REAL, properties);
    }
}
