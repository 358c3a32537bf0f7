package org.blockyard.option;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.blockyard.io.BlockException;

/** Makes shapes of Java types. One per schema, used by one thread. */
final class ShapeFactory {
    private final Set<Class<?>> building = new HashSet<>();

    RecordShape record(Class<?> type) {
        if (!building.add(type)) {
            throw new IllegalArgumentException(type.getName() + " contains itself");
        }
        try {
            var facts = AnnotatedClass.of(type).options();
            var components = type.getRecordComponents();
            var parameters = new Class<?>[components.length];
            var members = new ArrayList<Member>(components.length);
            for (int i = 0; i < components.length; i++) {
                parameters[i] = components[i].getType();
                members.add(
                        member(
                                components[i],
                                facts.getOrDefault(components[i].getName(), OptionFacts.NONE)));
            }
            var constructor = type.getDeclaredConstructor(parameters);
            constructor.setAccessible(true);
            var shape = new RecordShape(type, constructor, List.copyOf(members));
            checkNames(shape);
            return shape;
        } catch (NoSuchMethodException e) {
            throw new IllegalArgumentException(type.getName() + " has no canonical constructor", e);
        } finally {
            building.remove(type);
        }
    }

    private static void checkNames(RecordShape shape) {
        var names = new HashSet<String>();
        for (var field : shape.fields()) {
            if (!names.add(field.name())) {
                throw new IllegalArgumentException(
                        shape.record().getName() + " has two options '" + field.name() + "'");
            }
        }
    }

    private Member member(RecordComponent component, OptionFacts option) {
        var type = component.getGenericType();
        boolean optional = component.getType() == Optional.class;
        var shape = shape(optional ? argument(type) : type, option);
        var name = option.name().isEmpty() ? Names.kebab(component.getName()) : option.name();
        if (option.flat() && (optional || !(shape instanceof RecordShape))) {
            throw defect(component, "only a record can be flat");
        }
        component.getAccessor().setAccessible(true);
        var byDefault =
                option.byDefault().equals(Option.NO_DEFAULT)
                        ? Optional.<String>empty()
                        : Optional.of(option.byDefault());
        return new Member(
                option.flat() ? "" : name,
                option.legacy().isEmpty() ? name.replace('-', '_') : option.legacy(),
                shape,
                optional,
                byDefault.isEmpty() ? null : fallback(component, shape, optional, byDefault.get()),
                byDefault,
                option.doc(),
                option.since(),
                legacyValues(component, option),
                option.flat(),
                component.getAccessor());
    }

    /**
     * The default, read as text would be; of lists and records it is what they are like without
     * content.
     */
    private static Object fallback(
            RecordComponent component, Shape shape, boolean optional, String text) {
        if (optional) {
            throw defect(component, "what has a default is not Optional");
        }
        try {
            Object tree = text;
            if (shape instanceof RecordShape || shape instanceof UnionShape) {
                tree = KeyValues.parse(text, Optional.empty());
            } else if (shape instanceof ListShape && text.isEmpty()) {
                tree = List.of();
            }
            return shape.read(tree, ReadMode.TEXT, Names.kebab(component.getName()));
        } catch (BlockException e) {
            throw defect(component, "its default is wrong: " + e.sentence());
        }
    }

    private static Map<String, String> legacyValues(RecordComponent component, OptionFacts option) {
        var values = new HashMap<String, String>();
        for (var pair : option.legacyValues()) {
            int equals = pair.indexOf('=');
            if (equals < 0) {
                throw defect(component, "legacy values are of the form old=new");
            }
            values.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
        return Map.copyOf(values);
    }

    private Shape shape(Type type, OptionFacts option) {
        if (type instanceof ParameterizedType generic) {
            if (generic.getRawType() == List.class) {
                return new ListShape(shape(argument(type), option));
            }
            if (generic.getRawType() == Map.class) {
                return ScalarShape.TREE;
            }
        }
        if (type instanceof Class<?> plain) {
            return plain(plain, option);
        }
        throw new IllegalArgumentException("an option can't be of type " + type.getTypeName());
    }

    private Shape plain(Class<?> type, OptionFacts option) {
        if (type == String.class) {
            return new TextShape(option.max());
        } else if (type == boolean.class || type == Boolean.class) {
            return ScalarShape.BOOL;
        } else if (type == int.class || type == Integer.class) {
            return number(true, option);
        } else if (type == long.class || type == Long.class) {
            return number(false, option);
        } else if (type == double.class || type == Double.class) {
            return ScalarShape.REAL;
        } else if (type == Object.class) {
            return ScalarShape.ANY;
        } else if (type == ChildRef.class) {
            return ScalarShape.CHILD;
        } else if (type.isEnum()) {
            return ChoiceShape.of(type);
        } else if (type.isRecord()) {
            return record(type);
        } else if (type.isSealed()) {
            return union(type);
        }
        throw new IllegalArgumentException("an option can't be of type " + type.getName());
    }

    private static Shape number(boolean narrow, OptionFacts option) {
        return NumberShape.of(
                narrow,
                option.size(),
                option.min(),
                option.max(),
                option.multipleOf(),
                option.powerOfTwo());
    }

    private Shape union(Class<?> type) {
        var discriminator = AnnotatedClass.of(type).discriminator();
        if (discriminator.isEmpty()) {
            throw new IllegalArgumentException(type.getName() + " is no @Union");
        }
        var branches = new LinkedHashMap<String, RecordShape>();
        addBranches(type, branches);
        return new UnionShape(type.getSimpleName(), discriminator, branches);
    }

    private void addBranches(Class<?> type, Map<String, RecordShape> branches) {
        for (var branch : type.getPermittedSubclasses()) {
            if (branch.isRecord()) {
                var word = AnnotatedClass.of(branch).branch();
                branches.put(
                        word.isEmpty() ? Names.kebab(branch.getSimpleName()) : word,
                        record(branch));
            } else if (branch.isSealed()) {
                addBranches(branch, branches);
            } else {
                throw new IllegalArgumentException(branch.getName() + " is no record");
            }
        }
    }

    private static Type argument(Type type) {
        if (type instanceof ParameterizedType generic) {
            return generic.getActualTypeArguments()[0];
        }
        throw new IllegalArgumentException("an option can't be of raw type " + type.getTypeName());
    }

    private static IllegalArgumentException defect(RecordComponent component, String sentence) {
        return new IllegalArgumentException(
                component.getDeclaringRecord().getName()
                        + "."
                        + component.getName()
                        + ": "
                        + sentence);
    }
}
