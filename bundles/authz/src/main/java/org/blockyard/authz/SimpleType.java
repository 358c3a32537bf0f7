package org.blockyard.authz;

import java.util.List;
import org.blockyard.object.Authorizer;
import org.blockyard.object.ObjectType;
import org.blockyard.option.Option;
import org.blockyard.option.OptionSchema;
import org.blockyard.platform.Platform;
import org.blockyard.platform.Provide;

/** The object type {@code authz-simple}: one client may connect. */
@Provide(services = ObjectType.class, name = "authz-simple")
public final class SimpleType implements ObjectType<SimpleType.Properties> {
    /**
     * What the user set.
     *
     * @param identity who may connect
     */
    public record Properties(@Option("identity of the client that may connect") String identity) {}

    @Override
    public String name() {
        return "authz-simple";
    }

    @Override
    public List<String> ancestors() {
        return Ancestors.OF_ALL;
    }

    @Override
    public OptionSchema<Properties> options() {
        return OptionSchema.of(Properties.class);
    }

    @Override
    public Object create(String id, Properties options, Platform platform) {
        return new One(options);
    }

    private static final class One extends Changeable<Properties> implements Authorizer {
        One(Properties properties) {
            super(properties);
        }

        @Override
        public boolean allows(String identity) {
            return properties().identity().equals(identity);
        }
    }
}
