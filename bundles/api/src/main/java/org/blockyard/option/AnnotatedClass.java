package org.blockyard.option;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads our annotations out of a class file (Java Virtual Machine Specification, chapter 4). The
 * JDK would make a proxy class to show an annotation, which costs a tool's start 30 ms.
 */
final class AnnotatedClass {
    /**
     * The system property that names a folder with copies of all class files of our own loader that
     * bear these annotations: a tool need not open its jar at all then, which saves its start some
     * 10 ms.
     */
    private static final String COPIES = "blockyard.schemas";

    private static final int MAGIC = 0xCAFEBABE;
    private static final String ANNOTATIONS = "RuntimeVisibleAnnotations";
    private static final String OPTION = Option.class.descriptorString();
    private static final String BRANCH = Branch.class.descriptorString();
    private static final String UNION = Union.class.descriptorString();

    private final DataInputStream in;
    private final Object[] constants;
    private final Map<String, OptionFacts> options = new HashMap<>();
    private final Map<String, String> branches = new HashMap<>();
    private String branch = "";
    private String discriminator = "";

    /**
     * What the annotations of a class say.
     *
     * @param options of a record, by component; components without the annotation are left out
     * @param branches of an enum, the written forms by constant; constants without are left out
     * @param branch its own value in a union, or empty
     * @param discriminator of a union, the member that decides, or empty
     */
    record Facts(
            Map<String, OptionFacts> options,
            Map<String, String> branches,
            String branch,
            String discriminator) {}

    private AnnotatedClass(DataInputStream in) throws IOException {
        this.in = in;
        if (in.readInt() != MAGIC) {
            throw new IOException("no class file");
        }
        in.readInt();
        this.constants = new Object[in.readUnsignedShort()];
    }

    /** Reads a class. */
    static Facts of(Class<?> type) {
        var copies = System.getProperty(COPIES);
        boolean ours = type.getClassLoader() == AnnotatedClass.class.getClassLoader();
        if (copies != null && ours) {
            return ofCopy(type, new File(copies, type.getName() + ".class"));
        }
        try (var in = type.getResourceAsStream(fileName(type))) {
            if (in != null) {
                return of(in);
            }
        } catch (IOException | RuntimeException e) {
            // made at run time, or by a compiler that we do not understand
        }
        return reflected(type);
    }

    private static String fileName(Class<?> type) {
        var binary = type.getName();
        return binary.substring(binary.lastIndexOf('.') + 1) + ".class";
    }

    /** All classes with such annotations have a copy. */
    private static Facts ofCopy(Class<?> type, File copy) {
        try (var in = new FileInputStream(copy)) {
            return of(in);
        } catch (FileNotFoundException e) {
            return new Facts(Map.of(), Map.of(), "", "");
        } catch (IOException | RuntimeException e) {
            return reflected(type);
        }
    }

    private static Facts of(InputStream in) throws IOException {
        var bytes = new DataInputStream(new ByteArrayInputStream(in.readAllBytes()));
        return new AnnotatedClass(bytes).read();
    }

    /** The same by reflection. */
    static Facts reflected(Class<?> type) {
        var options = new HashMap<String, OptionFacts>();
        if (type.isRecord()) {
            for (var component : type.getRecordComponents()) {
                var option = component.getAnnotation(Option.class);
                if (option != null) {
                    options.put(component.getName(), OptionFacts.of(option));
                }
            }
        }
        var branches = new HashMap<String, String>();
        for (var field : type.getDeclaredFields()) {
            var branch = field.getAnnotation(Branch.class);
            if (branch != null) {
                branches.put(field.getName(), branch.value());
            }
        }
        var branch = type.getAnnotation(Branch.class);
        var union = type.getAnnotation(Union.class);
        return new Facts(
                options,
                branches,
                branch == null ? "" : branch.value(),
                union == null ? "" : union.discriminator());
    }

    private Facts read() throws IOException {
        for (int i = 1; i < constants.length; i++) {
            i += constant(i);
        }
        skip(6);
        skip(2L * in.readUnsignedShort());
        members();
        members();
        attributes(
                name -> {
                    if (name.equals("Record")) {
                        components();
                    } else if (name.equals(ANNOTATIONS)) {
                        annotations(this::own);
                    } else {
                        return false;
                    }
                    return true;
                });
        return new Facts(options, branches, branch, discriminator);
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

    private interface Content {
        /** Reads the content of an attribute of that name, or nothing of it. */
        boolean read(String name) throws IOException;
    }

    private interface Found {
        void annotation(String descriptor, Map<String, Object> members);
    }

    private void attributes(Content content) throws IOException {
        for (int count = in.readUnsignedShort(); count > 0; count--) {
            var name = text();
            int length = in.readInt();
            if (!content.read(name)) {
                skip(Integer.toUnsignedLong(length));
            }
        }
    }

    private void annotationsAmongAttributes(Found found) throws IOException {
        attributes(
                name -> {
                    boolean wanted = name.equals(ANNOTATIONS);
                    if (wanted) {
                        annotations(found);
                    }
                    return wanted;
                });
    }

    /** Fields, or methods; those never have annotations of ours. */
    private void members() throws IOException {
        for (int count = in.readUnsignedShort(); count > 0; count--) {
            skip(2);
            var name = text();
            skip(2);
            annotationsAmongAttributes(
                    (descriptor, members) -> {
                        if (descriptor.equals(BRANCH)) {
                            branches.put(name, text(members, "value", ""));
                        }
                    });
        }
    }

    private void components() throws IOException {
        for (int count = in.readUnsignedShort(); count > 0; count--) {
            var name = text();
            skip(2);
            annotationsAmongAttributes(
                    (descriptor, members) -> {
                        if (descriptor.equals(OPTION)) {
                            options.put(name, facts(members));
                        }
                    });
        }
    }

    private void own(String descriptor, Map<String, Object> members) {
        if (descriptor.equals(BRANCH)) {
            branch = text(members, "value", "");
        } else if (descriptor.equals(UNION)) {
            discriminator = text(members, "discriminator", "type");
        }
    }

    private void annotations(Found found) throws IOException {
        for (int count = in.readUnsignedShort(); count > 0; count--) {
            found.annotation(text(), pairs());
        }
    }

    private Map<String, Object> pairs() throws IOException {
        var members = new HashMap<String, Object>();
        for (int count = in.readUnsignedShort(); count > 0; count--) {
            var member = text();
            var value = value();
            if (value != null) {
                members.put(member, value);
            }
        }
        return members;
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
                return constants[in.readUnsignedShort()];
            case '[':
                return values();
            case 'D', 'F', 'c':
                skip(2);
                return null;
            case 'e':
                skip(4);
                return null;
            case '@':
                skip(2);
                pairs();
                return null;
            default:
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
