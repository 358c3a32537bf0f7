package org.blockyard.commands.object;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockyard.object.ObjectType;

/** The types of objects with those that they are derived from. */
final class TypeTree {
    private static final String OBJECT = "object";
    private static final String CONTAINER = "container";
    private static final String INTERFACE = "interface";
    private static final String USER_CREATABLE = "user-creatable";

    /** What is derived from nothing we know. */
    private static final List<String> NOTHING = List.of();

    private final Map<String, Type> types = new LinkedHashMap<>();

    /**
     * A type.
     *
     * @param name its name
     * @param isAbstract whether there are no objects of it
     * @param ancestors what it is derived from, the nearest first
     * @param interfaces what it is beside that
     */
    record Type(String name, boolean isAbstract, List<String> ancestors, List<String> interfaces) {
        boolean is(String other) {
            return name.equals(other) || ancestors.contains(other) || interfaces.contains(other);
        }

        /** Whether it says what an object can do, and not what it is. */
        boolean isInterface() {
            return name.equals(INTERFACE) || ancestors.contains(INTERFACE);
        }

        Optional<String> parent() {
            return ancestors.stream().findFirst();
        }
    }

    TypeTree(List<ObjectType<?>> offered) {
        put(new Type(OBJECT, true, NOTHING, NOTHING));
        put(new Type(INTERFACE, true, NOTHING, NOTHING));
        put(new Type(USER_CREATABLE, true, List.of(INTERFACE), NOTHING));
        put(new Type(CONTAINER, false, List.of(OBJECT), NOTHING));
        for (var type : offered) {
            var ancestors = new ArrayList<>(type.ancestors());
            ancestors.add(OBJECT);
            var interfaces = List.of(USER_CREATABLE, INTERFACE);
            for (int i = 0; i < type.ancestors().size(); i++) {
                var above = ancestors.subList(i + 1, ancestors.size());
                put(new Type(ancestors.get(i), true, List.copyOf(above), NOTHING));
            }
            put(new Type(type.name(), false, ancestors, interfaces));
        }
    }

    private void put(Type type) {
        types.putIfAbsent(type.name(), type);
    }

    /** The types that are also another one. */
    List<Type> those(Optional<String> also, boolean abstractToo) {
        return types.values().stream()
                .filter(type -> abstractToo || !type.isAbstract())
                .filter(type -> also.isEmpty() || type.is(also.get()))
                .toList();
    }

    /** The type of that name. */
    Optional<Type> find(String name) {
        return Optional.ofNullable(types.get(name));
    }
}
