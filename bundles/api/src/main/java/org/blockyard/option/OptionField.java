package org.blockyard.option;

import java.util.Optional;

/**
 * One option of a schema.
 *
 * @param name as in QMP and on the command line
 * @param type what values it takes
 * @param required whether it must be given
 * @param byDefault the value when left out, as text
 * @param doc what it does, in one sentence
 * @param legacyName the name that {@code img -o} uses
 * @param since the release that first had it, or empty
 */
public record OptionField(
        String name,
        OptionType type,
        boolean required,
        Optional<String> byDefault,
        String doc,
        String legacyName,
        String since) {}
