package org.blockyard.option;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.blockyard.io.BlockException;

/** The constants of an enum. */
record ChoiceShape(String name, Map<String, Enum<?>> byWord, Map<Enum<?>, String> words)
        implements Shape {
    static ChoiceShape of(Class<?> type) {
        var branches = AnnotatedClass.of(type).branches();
        var byWord = new LinkedHashMap<String, Enum<?>>();
        var words = new HashMap<Enum<?>, String>();
        for (var constant : type.getEnumConstants()) {
            var name = ((Enum<?>) constant).name();
            var branch = branches.get(name);
            var word = branch == null ? Names.ofConstant(name) : branch;
            byWord.put(word, (Enum<?>) constant);
            words.put((Enum<?>) constant, word);
        }
        return new ChoiceShape(type.getSimpleName(), byWord, words);
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
        return words.getOrDefault((Enum<?>) value, "");
    }
}
