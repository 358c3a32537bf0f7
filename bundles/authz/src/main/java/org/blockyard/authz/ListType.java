package org.blockyard.authz;

import java.util.List;
import org.blockyard.object.Authorizer;
import org.blockyard.object.ObjectType;
import org.blockyard.option.OptionSchema;
import org.blockyard.platform.Platform;
import org.blockyard.platform.Provide;

/** The object type {@code authz-list}: rules say who may connect. */
@Provide(services = ObjectType.class, name = "authz-list")
public final class ListType implements ObjectType<Rules> {
    @Override
    public String name() {
        return "authz-list";
    }

    @Override
    public List<String> ancestors() {
        return Ancestors.OF_ALL;
    }

    @Override
    public OptionSchema<Rules> options() {
        return OptionSchema.of(Rules.class);
    }

    @Override
    public Object create(String id, Rules options, Platform platform) {
        return new Listed(options);
    }

    private static final class Listed extends Changeable<Rules> implements Authorizer {
        Listed(Rules rules) {
            super(rules);
        }

        @Override
        public boolean allows(String identity) {
            return properties().allow(identity);
        }
    }
}
