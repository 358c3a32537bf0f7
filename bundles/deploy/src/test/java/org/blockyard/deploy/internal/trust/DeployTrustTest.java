package org.blockyard.deploy.internal.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeployTrustTest {
    @TempDir static Path dir;

    private static Signers signers;
    private static Path plain;

    @BeforeAll
    static void makeKeys() throws Exception {
        signers = new Signers(dir);
        signers.make("vendor");
        signers.make("stranger");
        signers.make("authority", "-ext", "bc:c");
        signers.make("member", "-signer", "authority", "-ext", "eku=codeSigning");
        signers.make("server", "-signer", "authority", "-ext", "eku=serverAuth");
        signers.make("late", "-startdate", "-10d", "-validity", "5");
        plain = dir.resolve("plain.jar");
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Bundle-SymbolicName", "toy");
        manifest.getMainAttributes().putValue("Bundle-Activator", "toy.Good");
        try (var out = new JarOutputStream(Files.newOutputStream(plain), manifest)) {
            for (var name : new String[] {"toy/Good.class", "toy/Other.class"}) {
                out.putNextEntry(new ZipEntry(name));
                out.write(name.repeat(20).getBytes(StandardCharsets.US_ASCII));
            }
        }
    }

    private static void check(Path store, Path jar) throws Exception {
        check(store, jar, Instant.now());
    }

    private static void check(Path store, Path jar, Instant time) throws Exception {
        DeployTrust.of("signed", Optional.of(store)).check(jar, time, true);
    }

    private static String refusal(Path store, Path jar) {
        var refusal = assertThrows(BlockException.class, () -> check(store, jar));
        assertEquals(ErrorKind.DENIED, refusal.kind());
        return refusal.sentence();
    }

    @Test
    void aJarOfAListedSignerIsTrustedWhicheverFormTheStoreHas() throws Exception {
        var jar = signers.sign(plain, "vendor");
        check(signers.pem("vendor"), jar);
        check(signers.pkcs12("vendor"), jar);
        check(signers.pem("stranger", "vendor"), jar);
    }

    @Test
    void aJarOfAnotherSignerIsNot() throws Exception {
        var said = refusal(signers.pem("vendor"), signers.sign(plain, "stranger"));
        assertTrue(
                said.startsWith("entry toy/Good.class is signed by CN=stranger is not trusted"),
                said);
    }

    @Test
    void aJarThatNobodySignedIsNot() throws Exception {
        assertEquals("entry toy/Good.class is not signed", refusal(signers.pem("vendor"), plain));
    }

    @Test
    void aSignerMayBeVouchedForButOnlyForCode() throws Exception {
        check(signers.pem("authority"), signers.sign(plain, "member"));
        var said = refusal(signers.pem("authority"), signers.sign(plain, "server"));
        assertTrue(said.endsWith("the signer's certificate is not for signing code"), said);
    }

    @Test
    void aCertificateMustHaveBeenValidWhenTheJarWasLetIn() throws Exception {
        var jar = signers.sign(plain, "late");
        var said = refusal(signers.pem("late"), jar);
        assertTrue(said.contains("NotAfter"), said);
        check(signers.pem("late"), jar, Instant.now().minus(7, ChronoUnit.DAYS));
    }

    @Test
    void aChangedEntryIsNamed() throws Exception {
        var jar = rewrite(signers.sign(plain, "vendor"), "toy/Other.class", "other");
        var said = refusal(signers.pem("vendor"), jar);
        assertTrue(said.startsWith("entry toy/Other.class was altered"), said);
    }

    @Test
    void anAddedEntryIsNamed() throws Exception {
        var jar = rewrite(signers.sign(plain, "vendor"), "toy/Added.class", "added");
        assertEquals("entry toy/Added.class is not signed", refusal(signers.pem("vendor"), jar));
    }

    @Test
    void anEntryHiddenInTheSignaturesFolderIsNamed() throws Exception {
        var jar = rewrite(signers.sign(plain, "vendor"), "META-INF/toy/Added.class", "x");
        assertEquals(
                "entry META-INF/toy/Added.class is not signed",
                refusal(signers.pem("vendor"), jar));
    }

    @Test
    void aChangedMainAttributeIsSeenEvenIfTheSignerWasLax() throws Exception {
        for (boolean lax : new boolean[] {false, true}) {
            var signed = signers.sign(plain, "vendor", lax);
            var manifest = text(signed, "META-INF/MANIFEST.MF").replace("toy.Good", "toy.Evil");
            var jar = rewrite(signed, "META-INF/MANIFEST.MF", manifest);
            var said = refusal(signers.pem("vendor"), jar);
            assertTrue(said.startsWith("entry META-INF/MANIFEST.MF "), said);
        }
    }

    @Test
    void entriesOfDifferentSignersDoNotMix() throws Exception {
        // each signs a jar of his own; the second's is put together with the first's
        var whole = signers.sign(plain, "vendor");
        var jar = signers.sign(rewrite(whole, "toy/Added.class", "added"), "stranger");
        var said = refusal(signers.pem("vendor"), jar);
        assertTrue(said.contains("not"), said);
    }

    @Test
    void nothingNewIsTrustedWhereNothingMayBeDeployed() throws Exception {
        var none = DeployTrust.of("none", Optional.empty());
        assertThrows(BlockException.class, () -> none.check(plain, Instant.now(), true));
        none.check(plain, Instant.now(), false);
    }

    @Test
    void anUnusableStoreTrustsNobody() throws Exception {
        var jar = signers.sign(plain, "vendor");
        var empty = Files.write(dir.resolve("empty.pem"), new byte[0]);
        assertTrue(refusal(empty, jar).startsWith("trust store " + empty + " is unusable"));
        refusal(dir.resolve("missing.pem"), jar);
        assertThrows(BlockException.class, () -> DeployTrust.of("signed", Optional.empty()));
        assertThrows(BlockException.class, () -> DeployTrust.of("all", Optional.empty()));
    }

    private static String text(Path jar, String entry) throws Exception {
        try (var in = new ZipFile(jar.toFile())) {
            return new String(
                    in.getInputStream(in.getEntry(entry)).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** The jar with an entry changed or added. */
    private static Path rewrite(Path jar, String name, String content) throws Exception {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (var in = new ZipFile(jar.toFile())) {
            for (var entry : in.stream().toList()) {
                entries.put(entry.getName(), in.getInputStream(entry).readAllBytes());
            }
        }
        entries.put(name, content.getBytes(StandardCharsets.UTF_8));
        var bytes = new ByteArrayOutputStream();
        try (var out = new ZipOutputStream(bytes)) {
            for (var entry : entries.entrySet()) {
                out.putNextEntry(new ZipEntry(entry.getKey()));
                out.write(entry.getValue());
            }
        }
        return Files.write(
                dir.resolve("rewritten" + System.nanoTime() + ".jar"), bytes.toByteArray());
    }
}
