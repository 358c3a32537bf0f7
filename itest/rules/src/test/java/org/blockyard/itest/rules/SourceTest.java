package org.blockyard.itest.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** Public types are documented, and every package is null-marked. */
class SourceTest {
    @Test
    void everyPublicTypeIsDocumented() throws IOException {
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            var sources = files.getJavaFileObjectsFromPaths(sources());
            var task = (JavacTask) compiler.getTask(null, files, null, List.of(), null, sources);
            var missing = new ArrayList<String>();
            var scanner = new PublicTypes(DocTrees.instance(task), missing);
            for (CompilationUnitTree unit : task.parse()) {
                scanner.scan(unit, null);
            }
            assertEquals(List.of(), missing, "public types without Javadoc");
        }
    }

    @Test
    void everyPackageIsNullMarked() throws IOException {
        Set<Path> packages = new HashSet<>();
        for (Path source : sources()) {
            packages.add(source.getParent());
        }
        for (Path folder : packages) {
            Path info = folder.resolve("package-info.java");
            assertTrue(Files.exists(info), info + " is missing");
            assertTrue(Files.readString(info).contains("@NullMarked"), info + ": @NullMarked");
        }
    }

    private static List<Path> sources() throws IOException {
        var sources = new ArrayList<Path>();
        for (Bundle bundle : Tree.bundles()) {
            Path main = bundle.folder().resolve("src/main/java");
            if (Files.exists(main)) {
                try (Stream<Path> files = Files.walk(main)) {
                    files.filter(f -> f.toString().endsWith(".java")).forEach(sources::add);
                }
            }
        }
        return sources;
    }

    /** Collects the types that are public, as are all around them, and have no documentation. */
    private static final class PublicTypes extends TreePathScanner<Void, Void> {
        private final DocTrees docs;
        private final List<String> missing;

        PublicTypes(DocTrees docs, List<String> missing) {
            this.docs = docs;
            this.missing = missing;
        }

        @Override
        public Void visitClass(ClassTree type, Void unused) {
            if (!type.getModifiers().getFlags().contains(Modifier.PUBLIC)) {
                return null;
            }
            if (docs.getDocComment(getCurrentPath()) == null) {
                Path file = Path.of(getCurrentPath().getCompilationUnit().getSourceFile().toUri());
                missing.add(Tree.ROOT.relativize(file) + ": " + type.getSimpleName());
            }
            return super.visitClass(type, unused);
        }
    }
}
