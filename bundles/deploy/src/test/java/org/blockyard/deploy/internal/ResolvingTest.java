package org.blockyard.deploy.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleEvent;

/** What can't be resolved is told with its reason and taken out before anything is switched. */
class ResolvingTest {
    @TempDir Path dir;

    private Path folder;
    private TestHost host;

    @BeforeEach
    void begin() throws Exception {
        folder =
                Files.createDirectory(
                        dir.resolve("deploy"),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwx------")));
        host = new TestHost(dir.resolve("storage"), folder);
        host.offerPlatform();
        host.start();
    }

    @AfterEach
    void end() throws Exception {
        host.close();
    }

    private void deploy(String name, byte[] jar) throws Exception {
        Jars.put(folder, name, jar);
        host.expect("DEPLOYED " + name);
    }

    /** Deploys what is to be refused; nothing else is stopped or started by it. */
    private String refusal(byte[] jar) throws Exception {
        var before = host.bundles();
        var moved = new CopyOnWriteArrayList<Integer>();
        host.context.addBundleListener(event -> moved.add(event.getType()));
        Jars.put(folder, "bad.jar", jar);
        host.expect("REFUSED bad.jar");
        assertEquals(before, host.bundles());
        assertFalse(moved.contains(BundleEvent.STARTED), moved::toString);
        assertFalse(moved.contains(BundleEvent.STOPPED), moved::toString);
        return host.reasons.getLast();
    }

    @Test
    void importsThatContradictEachOtherAreNamedWithBothSources() throws Exception {
        deploy("p1.jar", Jars.bundle("p1", "1.0.0", "Export-Package", "p;version=1.0"));
        deploy("p2.jar", Jars.bundle("p2", "1.0.0", "Export-Package", "p;version=2.0"));
        deploy(
                "q.jar",
                Jars.bundle(
                        "q",
                        "1.0.0",
                        "Import-Package",
                        "p;version=\"[1,2)\"",
                        "Export-Package",
                        "q;uses:=p"));
        deploy("toy.jar", Jars.driver("1.0.0"));
        host.nodes.put("disk", "1.0.0");
        var why =
                refusal(
                        Jars.bundle(
                                "toy",
                                "1.1.0",
                                "Import-Package",
                                "p;version=\"[2,3)\",q",
                                "Blockyard-Provide",
                                "toy.Toy;services=\"org.blockyard.driver.BlockDriver\";name=\"toy\""));
        assertEquals(
                "its imports contradict each other: package p would come from both p2 and p1", why);
        assertEquals("1.0.0", host.nodes.get("disk"));
    }

    @Test
    void aLibraryForAnotherSystemIsNamed() throws Exception {
        deploy("toy.jar", Jars.driver("1.0.0"));
        var why =
                refusal(
                        Jars.bundle(
                                "toy",
                                "1.1.0",
                                "Bundle-NativeCode",
                                "content.txt;osname=OS400;processor=ppc"));
        assertTrue(why.startsWith("it needs osgi.native (&(osgi.native.osname~=os400)"), why);
    }

    @Test
    void aJavaThatIsNotHereIsNamedInTheOldFormToo() throws Exception {
        deploy("toy.jar", Jars.driver("1.0.0"));
        var why =
                refusal(
                        Jars.bundle(
                                "toy",
                                "1.1.0",
                                "Bundle-RequiredExecutionEnvironment",
                                "JavaSE-99"));
        assertEquals(
                "it needs osgi.ee (&(osgi.ee=JavaSE)(version=99.0.0)), which is not here", why);
    }

    @Test
    void whatOnlyAnUnresolvableCompanionGivesIsTracedToWhatThatOneLacks() throws Exception {
        host.close();
        host = new TestHost(dir.resolve("again"), folder);
        host.offerPlatform();
        Jars.put(folder, "1.jar", Jars.bundle("user", "1.0.0", "Import-Package", "x"));
        Jars.put(
                folder,
                "2.jar",
                Jars.bundle(
                        "giver",
                        "1.0.0",
                        "Export-Package",
                        "x",
                        "Bundle-RequiredExecutionEnvironment",
                        "JavaSE-99"));
        host.start();
        host.expect("REFUSED 1.jar", "REFUSED 2.jar");
        assertEquals(List.of(), host.bundles());
        assertEquals(host.reasons.getFirst(), host.reasons.getLast());
    }
}
