package org.blockyard.itest.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.constant.ClassDesc;
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
 * package and the {@code internal} one below it count as one, for the first is but the way in.
 */
class PackageCycleTest {
    static Stream<Bundle> bundles() throws IOException {
        return Tree.bundles().stream();
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
                for (var constant : parsed.constantPool()) {
                    if (constant instanceof ClassEntry named) {
                        to.add(packageOf(named.asSymbol()));
                    }
                }
                to.remove(from);
            }
        }
        uses.values().forEach(to -> to.retainAll(uses.keySet()));
        return uses;
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
