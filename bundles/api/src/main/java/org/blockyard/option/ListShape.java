package org.blockyard.option;

import java.util.ArrayList;
import java.util.List;
import org.blockyard.io.BlockException;

/** Several values of one shape. */
record ListShape(Shape element) implements Shape {
    @Override
    public OptionType type() {
        return new OptionType.ListOf(element.type());
    }

    @Override
    public Object read(Object tree, ReadMode mode, String path) throws BlockException {
        if (!(tree instanceof List<?> list)) {
            throw Complaint.type(path, "array");
        }
        var values = new ArrayList<Object>(list.size());
        for (var item : list) {
            values.add(element.read(item, mode, path + index(values.size(), mode)));
        }
        return List.copyOf(values);
    }

    /** The element's place, as it is written in the form that was read. */
    private static String index(int index, ReadMode mode) {
        return mode == ReadMode.JSON ? "[" + index + "]" : "." + index;
    }

    @Override
    public Object write(Object value) {
        var tree = new ArrayList<Object>();
        for (var item : (List<?>) value) {
            tree.add(element.write(item));
        }
        return tree;
    }
}
