package org.blockyard.kernel.internal.object;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.blockyard.object.Configurable;
import org.blockyard.option.OptionSchema;
import org.blockyard.platform.Contribution;

/** An object and how many use it; what counts them is guarded by who holds it. */
final class HeldObject {
    private final String type;
    private final Contribution maker;
    private final Object object;
    private final Optional<Map<String, Object>> lasting;
    private int users;

    /**
     * An object that nobody uses yet.
     *
     * @param lasting its options as they may be written down
     */
    HeldObject(
            String type, Contribution maker, Object object, Optional<Map<String, Object>> lasting) {
        this.type = type;
        this.maker = maker;
        this.object = object;
        this.lasting = lasting;
    }

    String type() {
        return type;
    }

    Contribution maker() {
        return maker;
    }

    Object object() {
        return object;
    }

    void take() {
        users++;
    }

    void letGo() {
        users--;
    }

    boolean isInUse() {
        return users > 0;
    }

    /** What would make it again as it is now, if that may be written down. */
    Optional<Map<String, Object>> definition(String id) {
        return lasting.map(
                options -> {
                    var definition = new LinkedHashMap<String, Object>();
                    definition.put("qom-type", type);
                    definition.put("id", id);
                    definition.putAll(
                            object instanceof Configurable<?> current ? tree(current) : options);
                    return definition;
                });
    }

    @SuppressWarnings("unchecked") // the class of an O
    private static <O extends Record> Map<String, Object> tree(Configurable<O> object) {
        var properties = object.properties();
        return OptionSchema.of((Class<O>) properties.getClass()).write(properties);
    }
}
