package org.blockyard.option;

import java.util.LinkedHashMap;
import java.util.Map;
import org.blockyard.io.BlockException;

/** One of several records, told apart by a member. */
record UnionShape(String name, String discriminator, Map<String, RecordShape> branches)
        implements Shape {
    @Override
    public OptionType type() {
        var structs = new LinkedHashMap<String, OptionType.Struct>();
        branches.forEach((word, shape) -> structs.put(word, shape.type()));
        return new OptionType.OneOf(name, discriminator, structs);
    }

    @Override
    public Object read(Object tree, ReadMode mode, String path) throws BlockException {
        var rest = new LinkedHashMap<>(ScalarShape.asTree(tree, path));
        var at = path.isEmpty() ? discriminator : path + "." + discriminator;
        var word = rest.remove(discriminator);
        if (word == null) {
            throw Complaint.missing(at);
        }
        if (!(word instanceof String text)) {
            throw Complaint.type(at, "string");
        }
        var branch = branches.get(text);
        if (branch == null) {
            throw Complaint.value(at, text)
                    .hint("It is one of: " + String.join(", ", branches.keySet()));
        }
        return branch.read(rest, mode, path);
    }

    @Override
    public Object write(Object value) {
        var tree = new LinkedHashMap<String, Object>();
        for (var branch : branches.entrySet()) {
            if (branch.getValue().record() == value.getClass()) {
                tree.put(discriminator, branch.getKey());
                branch.getValue().writeInto(value, tree);
            }
        }
        return tree;
    }
}
