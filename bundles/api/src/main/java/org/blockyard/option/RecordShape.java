package org.blockyard.option;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.blockyard.io.BlockException;

/** A record and its components. */
record RecordShape(Class<?> record, Constructor<?> constructor, List<Member> members)
        implements Shape {
    @Override
    public OptionType.Struct type() {
        return new OptionType.Struct(record.getSimpleName(), fields());
    }

    List<OptionField> fields() {
        var fields = new ArrayList<OptionField>();
        for (var member : members) {
            if (member.flat()) {
                fields.addAll(((RecordShape) member.shape()).fields());
            } else {
                fields.add(member.field());
            }
        }
        return List.copyOf(fields);
    }

    @Override
    public Object read(Object tree, ReadMode mode, String path) throws BlockException {
        var prefix = path.isEmpty() ? "" : path + ".";
        var rest = new LinkedHashMap<>(ScalarShape.asTree(tree, path));
        var value = take(rest, mode, prefix);
        if (!rest.isEmpty()) {
            throw Complaint.unexpected(prefix + rest.keySet().iterator().next());
        }
        return value;
    }

    /** Takes its members out of {@code rest} and leaves what is not its own. */
    Object take(LinkedHashMap<String, Object> rest, ReadMode mode, String prefix)
            throws BlockException {
        var values = new Object[members.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = members.get(i).take(rest, mode, prefix);
        }
        try {
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            // the record's own checks speak through unchecked exceptions
            if (e.getCause() instanceof IllegalArgumentException refusal) {
                var sentence = refusal.getMessage();
                throw Complaint.of(sentence == null ? "Invalid parameters" : sentence);
            }
            throw new IllegalStateException("cannot make " + record.getName(), e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot make " + record.getName(), e);
        }
    }

    @Override
    public Object write(Object value) {
        var tree = new LinkedHashMap<String, Object>();
        writeInto(value, tree);
        return tree;
    }

    void writeInto(Object value, Map<String, Object> tree) {
        for (var member : members) {
            try {
                member.put(member.accessor().invoke(value), tree);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("cannot read " + record.getName(), e);
            }
        }
    }
}
