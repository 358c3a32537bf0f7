package org.blockyard.option;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the {@link Option} annotations of a record out of its class file (Java Virtual Machine
 * Specification, chapter 4). The JDK would make a proxy class to show an annotation, which costs a
 * tool's start 30 ms.
 */
final class AnnotatedRecord {
    private static final int MAGIC = 0xCAFEBABE;
    private static final String OPTION = Option.class.descriptorString();

    private final DataInputStream in;
    private final Object[] constants;
    private final Map<String, OptionFacts> facts = new HashMap<>();

    private AnnotatedRecord(DataInputStream in) throws IOException {
        this.in = in;
        if (in.readInt() != MAGIC) {
            throw new IOException("no class file");
        }
        in.readInt();
        this.constants = new Object[in.readUnsignedShort()];
    }

    /** The facts by component; components without the annotation are left out. */
    static Map<String, OptionFacts> of(Class<?> record) {
        var binary = record.getName();
        var file = binary.substring(binary.lastIndexOf('.') + 1) + ".class";
        try (var in = record.getResourceAsStream(file)) {
            if (in != null) {
                var bytes = new DataInputStream(new ByteArrayInputStream(in.readAllBytes()));
                return new AnnotatedRecord(bytes).read();
            }
        } catch (IOException | RuntimeException e) {
            // made at run time, or by a compiler that we do not understand
        }
        return reflected(record);
    }

    /** The same by reflection. */
    static Map<String, OptionFacts> reflected(Class<?> record) {
        var facts = new HashMap<String, OptionFacts>();
        for (var component : record.getRecordComponents()) {
            var option = component.getAnnotation(Option.class);
            if (option != null) {
                facts.put(component.getName(), OptionFacts.of(option));
            }
        }
        return facts;
    }

    private Map<String, OptionFacts> read() throws IOException {
        for (int i = 1; i < constants.length; i++) {
            i += constant(i);
        }
        skip(6);
        skip(2L * in.readUnsignedShort());
        members();
        members();
        for (int count = in.readUnsignedShort(); count > 0; count--) {
            attribute("Record", this::components);
        }
        return facts;
    }

    /** Reads one constant; those of eight bytes take two places. */
    private int constant(int index) throws IOException {
        int tag = in.readUnsignedByte();
        switch (tag) {
            case 1 -> constants[index] = in.readUTF();
            case 3 -> constants[index] = (long) in.readInt();
            case 5 -> constants[index] = in.readLong();
            case 6 -> skip(8);
            case 7, 8, 16, 19, 20 -> skip(2);
            case 15 -> skip(3);
            case 4, 9, 10, 11, 12, 17, 18 -> skip(4);
            default -> throw new IOException("unknown constant " + tag);
        }
        return tag == 5 || tag == 6 ? 1 : 0;
    }

    private void skip(long count) throws IOException {
        in.skipNBytes(count);
    }

    private String text() throws IOException {
        return (String) constants[in.readUnsignedShort()];
    }

    private long number() throws IOException {
        return (Long) constants[in.readUnsignedShort()];
    }

    private interface Content {
        void read() throws IOException;
    }

    /** Reads the content of an attribute of that name, or skips another. */
    private void attribute(String name, Content content) throws IOException {
        boolean wanted = text().equals(name);
        int length = in.readInt();
        if (wanted) {
            content.read();
        } else {
            skip(Integer.toUnsignedLong(length));
        }
    }

    /** Skips fields or methods. */
    private void members() throws IOException {
        for (int count = in.readUnsignedShort(); count > 0; count--) {
            skip(6);
            for (int attributes = in.readUnsignedShort(); attributes > 0; attributes--) {
                attribute("", () -> {});
            }
        }
    }

    private void components() throws IOException {
        for (int count = in.readUnsignedShort(); count > 0; count--) {
            var name = text();
            skip(2);
            for (int attributes = in.readUnsignedShort(); attributes > 0; attributes--) {
                attribute("RuntimeVisibleAnnotations", () -> annotations(name));
            }
        }
    }

    private void annotations(String component) throws IOException {
        for (int count = in.readUnsignedShort(); count > 0; count--) {
            boolean option = text().equals(OPTION);
            var members = new HashMap<String, Object>();
            for (int pairs = in.readUnsignedShort(); pairs > 0; pairs--) {
                var member = text();
                var value = value();
                if (value != null) {
                    members.put(member, value);
                }
            }
            if (option) {
                facts.put(component, facts(members));
            }
        }
    }

    /**
     * The value of an annotation's member: text, a number, a list of them, or nothing that matters
     * here.
     */
    private @Nullable Object value() throws IOException {
        int tag = in.readUnsignedByte();
        switch (tag) {
            case 's':
                return text();
            case 'B', 'C', 'I', 'J', 'S', 'Z':
                return number();
            case '[':
                return values();
            case 'D', 'F', 'c':
                skip(2);
                return null;
            case 'e':
                skip(4);
                return null;
            default:
                // an annotation in an annotation: none of ours has one
                throw new IOException("unknown value " + tag);
        }
    }

    private List<Object> values() throws IOException {
        var values = new ArrayList<Object>();
        for (int count = in.readUnsignedShort(); count > 0; count--) {
            var value = value();
            if (value != null) {
                values.add(value);
            }
        }
        return values;
    }

    private static OptionFacts facts(Map<String, Object> members) {
        var none = OptionFacts.NONE;
        var legacyValues = new ArrayList<String>();
        if (members.get("legacyValues") instanceof List<?> values) {
            values.forEach(value -> legacyValues.add((String) value));
        }
        return new OptionFacts(
                text(members, "value", none.doc()),
                text(members, "name", none.name()),
                text(members, "byDefault", none.byDefault()),
                number(members, "size", 0) != 0,
                number(members, "min", none.min()),
                number(members, "max", none.max()),
                number(members, "multipleOf", none.multipleOf()),
                number(members, "powerOfTwo", 0) != 0,
                text(members, "legacy", none.legacy()),
                List.copyOf(legacyValues),
                number(members, "flat", 0) != 0,
                text(members, "since", none.since()));
    }

    private static String text(Map<String, Object> members, String name, String otherwise) {
        return members.get(name) instanceof String text ? text : otherwise;
    }

    private static long number(Map<String, Object> members, String name, long otherwise) {
        return members.get(name) instanceof Long number ? number : otherwise;
    }
}
