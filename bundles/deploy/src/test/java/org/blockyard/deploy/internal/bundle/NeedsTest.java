package org.blockyard.deploy.internal.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.blockyard.io.BlockException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

/** What a jar asks for is looked up before it is installed. */
class NeedsTest {
    @TempDir static Path dir;

    private static Framework framework;

    @BeforeAll
    static void start() throws Exception {
        framework =
                ServiceLoader.load(FrameworkFactory.class)
                        .findFirst()
                        .orElseThrow()
                        .newFramework(
                                Map.of(
                                        Constants.FRAMEWORK_STORAGE,
                                        dir.resolve("storage").toString(),
                                        Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
                                        "org.blockyard.driver;version=1.1.0"));
        framework.start();
    }

    @AfterAll
    static void stop() throws Exception {
        framework.stop();
        framework.waitForStop(10_000);
    }

    private static JarCheck jar(String... headers) {
        var all = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        for (int i = 0; i < headers.length; i += 2) {
            all.put(headers[i], headers[i + 1]);
        }
        return new JarCheck("toy", new Version("1.0.0"), all, List.of());
    }

    private static void check(JarCheck jar, JarCheck... companions) throws Exception {
        new Needs(framework.getBundleContext()).check(jar, List.of(companions));
    }

    private static String refusal(JarCheck jar) {
        return assertThrows(BlockException.class, () -> check(jar)).sentence();
    }

    @Test
    void theVersionOfTheApiMustBeInTheRange() throws Exception {
        check(jar("Import-Package", "org.blockyard.driver;version=\"[1.0,2)\",org.osgi.framework"));
        assertEquals(
                "it needs package org.blockyard.driver of the API in version [2.0.0,3.0.0); here is 1.1.0",
                refusal(jar("Import-Package", "org.blockyard.driver;version=\"[2.0,3)\"")));
    }

    @Test
    void whatIsNotHereIsNamed() throws Exception {
        assertEquals(
                "it needs package x.y, which is not here",
                refusal(jar("Import-Package", "x.y;z.z;attr:String=\"a,b\"")));
        assertEquals(
                "it needs bundle other in version 1.0.0, which is not here",
                refusal(jar("Require-Bundle", "other;bundle-version=1.0.0")));
        assertEquals(
                "it needs capability osgi.ee (&(osgi.ee=JavaSE)(version=99)), which is not here",
                refusal(
                        jar(
                                "Require-Capability",
                                "osgi.ee;filter:=\"(&(osgi.ee=JavaSE)(version=99))\"")));
        check(jar("Require-Capability", "osgi.ee;filter:=\"(&(osgi.ee=JavaSE)(version=17))\""));
    }

    @Test
    void whatIsOptionalOrComesAlongIsNoHindrance() throws Exception {
        check(jar("Import-Package", "x.y;resolution:=optional"));
        check(
                jar("Import-Package", "x.y;version=\"[1.2,2)\""),
                jar("Export-Package", "a.b,x.y;version=1.3;uses:=\"a.b,c.d\""));
        check(jar("Require-Capability", "osgi.service;effective:=active;filter:=\"(a=b)\""));
    }

    @Test
    void aJarWithTwoEntriesOfOneNameIsRefused() throws Exception {
        var bytes = new ByteArrayOutputStream();
        try (var out = new ZipOutputStream(bytes)) {
            for (var name : List.of("good.txt", "evil.txt")) {
                out.putNextEntry(new ZipEntry(name));
                out.write(name.getBytes(StandardCharsets.US_ASCII));
            }
        }
        // the same length, so that the archive stays one
        var text = new String(bytes.toByteArray(), StandardCharsets.ISO_8859_1);
        var twice = text.replace("evil.txt", "good.txt").getBytes(StandardCharsets.ISO_8859_1);
        var file = Files.write(dir.resolve("twice.jar"), twice);
        var said = assertThrows(BlockException.class, () -> JarCheck.of(file)).sentence();
        assertEquals("it has two entries named good.txt", said);
    }
}
