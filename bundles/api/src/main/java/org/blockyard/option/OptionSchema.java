package org.blockyard.option;

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
    private OptionSchema() {}

    /**
     * The schema of a record class.
     *
     * @throws IllegalArgumentException if a component has a type or default that options can't
     *     have: a defect in the driver
     */
    public static <R extends Record> OptionSchema<R> of(Class<R> record) {
        throw new UnsupportedOperationException();
    }

    /** The record's class. */
    public Class<R> record() {
        throw new UnsupportedOperationException();
    }

    /** The options, in the record's order; members of flat components stand in their places. */
    public List<OptionField> fields() {
        throw new UnsupportedOperationException();
    }

    /** The option of that name. */
    public Optional<OptionField> field(String name) {
        throw new UnsupportedOperationException();
    }

    /** This schema as a type. */
    public OptionType.Struct type() {
        throw new UnsupportedOperationException();
    }

    /**
     * Reads a tree. Each option left out has its default; an unknown, missing, repeated or
     * ill-typed one is an error that names it.
     *
     * @throws BlockException of kind {@code INVALID_OPTION}
     */
    public R read(Map<String, Object> tree, ReadMode mode) throws BlockException {
        throw new UnsupportedOperationException();
    }

    /** The tree of a record; empty Optionals are left out. */
    public Map<String, Object> write(R options) {
        throw new UnsupportedOperationException();
    }

    /** The help text: one line an option with its type, default and sentence. */
    public String help() {
        throw new UnsupportedOperationException();
    }
}
