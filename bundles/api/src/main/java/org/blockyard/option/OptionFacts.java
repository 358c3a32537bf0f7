package org.blockyard.option;

import java.util.List;

/** What an {@link Option} annotation says. */
record OptionFacts(
        String doc,
        String name,
        String byDefault,
        boolean size,
        long min,
        long max,
        long multipleOf,
        boolean powerOfTwo,
        String legacy,
        List<String> legacyValues,
        boolean flat,
        String since) {
    /** A component without the annotation. */
    static final OptionFacts NONE =
            new OptionFacts(
                    "",
                    "",
                    Option.NO_DEFAULT,
                    false,
                    Long.MIN_VALUE,
                    Long.MAX_VALUE,
                    1,
                    false,
                    "",
                    List.of(),
                    false,
                    "");

    static OptionFacts of(Option option) {
        return new OptionFacts(
                option.value(),
                option.name(),
                option.byDefault(),
                option.size(),
                option.min(),
                option.max(),
                option.multipleOf(),
                option.powerOfTwo(),
                option.legacy(),
                List.of(option.legacyValues()),
                option.flat(),
                option.since());
    }
}
