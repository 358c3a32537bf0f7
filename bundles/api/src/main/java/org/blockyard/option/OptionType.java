package org.blockyard.option;

import java.util.List;
import java.util.Map;

/** The type of an option, as help, completion and {@code query-qmp-schema} need it. */
public sealed interface OptionType {
    /** Text of at most {@code max} characters. */
    record Text(long max) implements OptionType {}

    /** On or off. */
    record Bool() implements OptionType {}

    /** A whole number and its bounds; {@code qapi} is its QAPI name: int, uint64, uint32, ... */
    record Int(String qapi, long min, long max, long multipleOf, boolean powerOfTwo)
            implements OptionType {}

    /** A size in bytes and its bounds. */
    record Size(long min, long max, long multipleOf, boolean powerOfTwo) implements OptionType {}

    /** A number with a fraction. */
    record Real() implements OptionType {}

    /** One of some words. */
    record Choice(String name, List<String> values) implements OptionType {}

    /** Several of one type. */
    record ListOf(OptionType element) implements OptionType {}

    /** Members by name. */
    record Struct(String name, List<OptionField> fields) implements OptionType {}

    /** One of several structs, told apart by a member. */
    record OneOf(String name, String discriminator, Map<String, Struct> branches)
            implements OptionType {}

    /** A node by name, a definition in place, or null. */
    record Child() implements OptionType {}

    /** Any JSON value. */
    record Any() implements OptionType {}
}
