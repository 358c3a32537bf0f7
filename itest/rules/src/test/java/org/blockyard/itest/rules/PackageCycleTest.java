package org.blockyard.itest.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.NameAndTypeEntry;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The packages of a bundle use each other in one direction: whoever reads one need not read all. A
 * package and the {@code internal} one below it count as one, for the first is but the way in. The
 * API is left out: it is one vocabulary, in which a platform has objects that are made with it.
 */
class PackageCycleTest {
    static Stream<Bundle> bundles() throws IOException {
        return Tree.bundles().stream().filter(bundle -> !bundle.name().equals("api"));
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void packagesDoNotUseEachOtherInCircles(Bundle bundle) throws IOException {
        Map<String, Set<String>> uses = uses(bundle);
        var circles = new ArrayList<String>();
        for (String from : uses.keySet()) {
            Set<String> reached = reached(from, uses);
            if (reached.contains(from)) {
                Set<String> circle = new TreeSet<>(reached);
                circle.removeIf(other -> !reached(other, uses).contains(from));
                circles.add(from + " in the circle " + circle);
            }
        }
        assertEquals(List.of(), circles, bundle.name());
    }

    private static Set<String> reached(String from, Map<String, Set<String>> uses) {
        var reached = new TreeSet<String>();
        var open = new ArrayList<>(uses.get(from));
        while (!open.isEmpty()) {
            String next = open.removeLast();
            if (reached.add(next)) {
                open.addAll(uses.get(next));
            }
        }
        return reached;
    }

    /** For each package of a bundle the other packages of it that its classes name. */
    private static Map<String, Set<String>> uses(Bundle bundle) throws IOException {
        var uses = new TreeMap<String, Set<String>>();
        try (var jar = new JarFile(bundle.jar().toFile())) {
            for (JarEntry entry : jar.stream().filter(PackageCycleTest::isOurs).toList()) {
                var parsed = ClassFile.of().parse(jar.getInputStream(entry).readAllBytes());
                String from = packageOf(parsed.thisClass().asSymbol());
                Set<String> to = uses.computeIfAbsent(from, name -> new TreeSet<>());
                named(parsed).map(PackageCycleTest::packageOf).forEach(to::add);
                to.remove(from);
            }
        }
        uses.values().forEach(to -> to.retainAll(uses.keySet()));
        return uses;
    }

    /** All types that a class names: what it uses, and what its signatures say. */
    private static Stream<ClassDesc> named(ClassModel parsed) {
        var named = new ArrayList<ClassDesc>();
        for (var constant : parsed.constantPool()) {
            switch (constant) {
                case ClassEntry type -> named.add(type.asSymbol());
                case NameAndTypeEntry member -> addTypes(member.type().stringValue(), named);
                default -> {}
            }
        }
        parsed.methods().forEach(method -> addTypes(method.methodType().stringValue(), named));
        parsed.fields().forEach(field -> addTypes(field.fieldType().stringValue(), named));
        return named.stream();
    }

    private static void addTypes(String descriptor, List<ClassDesc> to) {
        if (descriptor.startsWith("(")) {
            var method = MethodTypeDesc.ofDescriptor(descriptor);
            to.add(method.returnType());
            to.addAll(method.parameterList());
        } else {
            to.add(ClassDesc.ofDescriptor(descriptor));
        }
    }

    private static boolean isOurs(JarEntry entry) {
        String name = entry.getName();
        return name.startsWith("org/blockyard/") && name.endsWith(".class");
    }

    private static String packageOf(ClassDesc type) {
        ClassDesc element = type;
        while (element.isArray()) {
            element = element.componentType();
        }
        return element.packageName().replaceFirst("\\.internal$", "");
    }
}
