package org.blockyard.option;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockyard.io.BlockException;

/**
 * The schema that an options record is. It reads trees into records with full validation, writes
 * records as trees, and describes itself. A tree is what JSON and key=value text are parsed to:
 * {@code Map<String, Object>}, {@code List<Object>}, {@code String}, {@code Long}, {@code Double},
 * {@code Boolean} and {@link JsonNull}. Thread-safe and immutable.
 *
 * @param <R> the record
 */
public final class OptionSchema<R extends Record> {
    // kept with the record's class, so that it goes when the class's bundle goes
    private static final ClassValue<OptionSchema<?>> KNOWN =
            new ClassValue<>() {
                @Override
                protected OptionSchema<?> computeValue(Class<?> type) {
                    return new OptionSchema<>(type.asSubclass(Record.class));
                }
            };

    private final Class<R> record;
    private final RecordShape shape;
    private final List<OptionField> fields;

    private OptionSchema(Class<R> record) {
        this.record = record;
        this.shape = new ShapeFactory().record(record);
        this.fields = shape.fields();
    }

    /**
     * The schema of a record class.
     *
     * @throws IllegalArgumentException if a component has a type or default that options can't
     *     have: a defect in the driver
     */
    @SuppressWarnings("unchecked") // the class is its own witness
    public static <R extends Record> OptionSchema<R> of(Class<R> record) {
        return (OptionSchema<R>) KNOWN.get(record);
    }

    /** The record's class. */
    public Class<R> record() {
        return record;
    }

    /** The options, in the record's order; members of flat components stand in their places. */
    public List<OptionField> fields() {
        return fields;
    }

    /** The option of that name. */
    public Optional<OptionField> field(String name) {
        return fields.stream().filter(field -> field.name().equals(name)).findFirst();
    }

    /** This schema as a type. */
    public OptionType.Struct type() {
        return new OptionType.Struct(record.getSimpleName(), fields);
    }

    /**
     * Reads a tree. Each option left out has its default; an unknown, missing, repeated or
     * ill-typed one is an error that names it.
     *
     * @throws BlockException of kind {@code INVALID_OPTION}
     */
    public R read(Map<String, Object> tree, ReadMode mode) throws BlockException {
        return read(tree, mode, "");
    }

    /**
     * As {@link #read(Map, ReadMode)} for a tree that is part of another.
     *
     * @param path where it stands there, such as {@code actions[0].data}, for messages
     * @since 1.1
     */
    public R read(Map<String, Object> tree, ReadMode mode, String path) throws BlockException {
        var nested = mode == ReadMode.LEGACY ? KeyValues.nest(tree) : tree;
        return record.cast(shape.read(nested, mode, path));
    }

    /** The tree of a record; empty Optionals are left out. */
    public Map<String, Object> write(R options) {
        var tree = new LinkedHashMap<String, Object>();
        shape.writeInto(options, tree);
        return tree;
    }

    /** The help text: one line an option with its type, default and sentence. */
    public String help() {
        return Help.of(fields);
    }
}
