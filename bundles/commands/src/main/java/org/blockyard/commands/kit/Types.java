package org.blockyard.commands.kit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockyard.option.OptionField;
import org.blockyard.option.OptionSchema;
import org.blockyard.option.OptionType;

/** Types of arguments and results. */
public final class Types {
    private Types() {}

    /** The type that a record is. */
    public static OptionType.Struct of(Class<? extends Record> record) {
        return OptionSchema.of(record).type();
    }

    /** Several records. */
    public static OptionType listOf(Class<? extends Record> record) {
        return new OptionType.ListOf(of(record));
    }

    /**
     * One of several structs that share members.
     *
     * @param base the members of all, in which the discriminator may be
     * @param branches the further members of each
     */
    public static OptionType.OneOf oneOf(
            String name,
            String discriminator,
            List<OptionField> base,
            Map<String, List<OptionField>> branches) {
        var structs = new LinkedHashMap<String, OptionType.Struct>();
        branches.forEach(
                (word, own) -> {
                    var fields = new ArrayList<OptionField>();
                    base.stream().filter(f -> !f.name().equals(discriminator)).forEach(fields::add);
                    fields.addAll(own);
                    structs.put(word, new OptionType.Struct(name + "." + word, fields));
                });
        return new OptionType.OneOf(name, discriminator, structs);
    }

    /** A required member. */
    public static OptionField required(String name, OptionType type, String doc) {
        return new OptionField(name, type, true, Optional.empty(), doc, name, "");
    }
}
