package org.blockyard.option;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.blockyard.io.BlockException;

/** The constants of an enum. */
record ChoiceShape(String name, Map<String, Enum<?>> byWord) implements Shape {
    static ChoiceShape of(Class<?> type) {
        var words = new LinkedHashMap<String, Enum<?>>();
        for (var constant : type.getEnumConstants()) {
            words.put(Names.constant((Enum<?>) constant), (Enum<?>) constant);
        }
        return new ChoiceShape(type.getSimpleName(), words);
    }

    @Override
    public OptionType type() {
        return new OptionType.Choice(name, List.copyOf(byWord.keySet()));
    }

    @Override
    public Object read(Object tree, ReadMode mode, String path) throws BlockException {
        if (!(tree instanceof String word)) {
            throw Complaint.type(path, "string");
        }
        var constant = byWord.get(word);
        if (constant == null) {
            throw Complaint.value(path, word)
                    .hint("It is one of: " + String.join(", ", byWord.keySet()));
        }
        return constant;
    }

    @Override
    public Object write(Object value) {
        return Names.constant((Enum<?>) value);
    }
}
