package org.blockyard.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlatPlatformTest {
    /** What a driver would be. */
    public static final class Sample implements Runnable, AutoCloseable {
        static int made;
        static int closed;

        /** Counts. */
        public Sample() {
            made++;
        }

        @Override
        public void run() {}

        @Override
        public void close() {
            closed++;
        }
    }

    /** What the kernel would be. */
    public static final class Kernel implements PlatformProvider {
        static List<Contribution> given = List.of();

        @Override
        public Platform start(List<Contribution> contributions) {
            given = contributions;
            return (Platform)
                    Proxy.newProxyInstance(
                            Kernel.class.getClassLoader(),
                            new Class<?>[] {Platform.class},
                            (p, m, a) -> null);
        }
    }

    @TempDir Path dir;

    private static String line(Class<?> type, Class<?> service, String name) {
        return type.getName() + ";services=\"" + service.getName() + "\";name=\"" + name + "\"";
    }

    private FlatIndex index(String text) throws IOException {
        var file = dir.resolve(FlatPlatform.INDEX);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        var loader =
                new URLClassLoader(
                        new URL[] {dir.toUri().toURL()}, FlatPlatformTest.class.getClassLoader());
        return new FlatIndex(loader);
    }

    @Test
    void contributionsOfTheIndexAreMadeOnFirstUseAndOnce() throws Exception {
        var index =
                index(
                        "# comment\n\n"
                                + line(Sample.class, Runnable.class, "s")
                                + ";bundle=\"b\";version=\"1.2\"\n");
        index.addClassPath();
        var sample = index.found().getFirst();
        int before = Sample.made;
        assertEquals("s b 1.2", sample.name() + " " + sample.bundle() + " " + sample.version());
        assertTrue(sample.is(Runnable.class));
        assertEquals(before, Sample.made);
        assertSame(sample.as(Runnable.class), sample.as(Sample.class));
        assertEquals(before + 1, Sample.made);
        assertThrows(BlockException.class, () -> sample.as(Number.class));
        int closed = Sample.closed;
        ((AutoCloseable) sample).close();
        assertEquals(closed + 1, Sample.closed);
    }

    @Test
    void aClassThatIsNotThereIsAnErrorThatNamesTheBundle() throws Exception {
        var index = index("no.Such;services=\"x\";name=\"n\";bundle=\"b\";version=\"1\"");
        index.addClassPath();
        var e = assertThrows(BlockException.class, () -> index.found().getFirst().as(Object.class));
        assertTrue(e.sentence().contains("no.Such of bundle b 1"), e.sentence());
    }

    @Test
    void theKernelIsGivenAllContributions() throws Exception {
        var index =
                index(
                        line(Kernel.class, PlatformProvider.class, "k")
                                + "\n"
                                + line(Sample.class, Runnable.class, "s"));
        index.addClassPath();
        FlatPlatform.start(index.found());
        assertEquals(2, Kernel.given.size());
    }

    @Test
    void withoutAKernelThereIsNoPlatform() {
        var e = assertThrows(BlockException.class, FlatPlatform::start);
        assertEquals(ErrorKind.NOT_FOUND, e.kind());
    }

    @Test
    void driverJarsInFoldersAreFoundAndBrokenOnesLeftOut() throws Exception {
        var folder = Files.createDirectories(dir.resolve("drivers"));
        Files.writeString(folder.resolve("broken.jar"), "no zip");
        jar(
                folder.resolve("vendor.jar"),
                line(VendorSample.class, Runnable.class, "v"),
                VendorSample.class);
        var index = new FlatIndex(parentOnly());
        index.addFolders(folder + java.io.File.pathSeparator + dir.resolve("missing"));
        var names = new ArrayList<String>();
        index.found().forEach(c -> names.add(c.name() + " " + c.bundle() + " " + c.version()));
        assertEquals(List.of("v com.vendor 2.0.1"), names);
        var made = index.found().getFirst().as(Runnable.class);
        assertEquals("com.vendor", made.getClass().getClassLoader().getName());
    }

    /** A vendor's driver, loaded from a jar of its own. */
    public static final class VendorSample implements Runnable {
        @Override
        public void run() {}
    }

    /** Sees the platform's classes but not the vendor's. */
    private static ClassLoader parentOnly() {
        return ClassLoader.getPlatformClassLoader();
    }

    private static void jar(Path file, String provides, Class<?> type) throws IOException {
        var manifest = new Manifest();
        var main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-SymbolicName", "com.vendor;singleton:=true");
        main.putValue("Bundle-Version", "2.0.1");
        main.putValue(ContributionHeader.NAME, provides);
        var entry = type.getName().replace('.', '/') + ".class";
        try (var out = new JarOutputStream(Files.newOutputStream(file), manifest);
                InputStream in = type.getClassLoader().getResourceAsStream(entry)) {
            out.putNextEntry(new ZipEntry(entry));
            in.transferTo(out);
        }
    }
}
