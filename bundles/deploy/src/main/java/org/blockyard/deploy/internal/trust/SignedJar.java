package org.blockyard.deploy.internal.trust;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.CodeSigner;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * Checks with Java's own verifier that all of a jar is signed by the same trusted signer: every
 * entry is read and has that signer, only the files of the signature itself have none, and the
 * manifest is as a whole what was signed.
 */
final class SignedJar {
    private static final String META = "META-INF/";
    private static final List<String> DIGESTS = List.of("SHA-256", "SHA-384", "SHA-512");

    private final TrustStore trust;
    private final Instant time;
    private final Map<List<X509Certificate>, Optional<String>> verdicts = new HashMap<>();
    private Optional<Set<X509Certificate>> signers = Optional.empty();

    private SignedJar(TrustStore trust, Instant time) {
        this.trust = trust;
        this.time = time;
    }

    /** Checks a jar; the refusal names the entry that is to blame. */
    static void check(Path file, TrustStore trust, Instant time) throws IOException {
        var check = new SignedJar(trust, time);
        try (var jar = new JarFile(file.toFile(), true)) {
            checkManifest(jar);
            var entries = jar.entries();
            while (entries.hasMoreElements()) {
                check.entry(jar, entries.nextElement());
            }
        }
        if (check.signers.isEmpty()) {
            throw denied("it is not signed");
        }
    }

    private void entry(JarFile jar, JarEntry entry) throws IOException {
        if (entry.isDirectory() || ofSignature(entry.getName())) {
            return;
        }
        try (var in = jar.getInputStream(entry)) {
            in.transferTo(java.io.OutputStream.nullOutputStream());
        } catch (SecurityException e) {
            throw denied("entry " + entry.getName() + " was altered: " + e.getMessage());
        }
        var found = entry.getCodeSigners();
        if (found == null || found.length == 0) {
            throw denied("entry " + entry.getName() + " is not signed");
        }
        var here = trusted(entry, found);
        signers.ifPresent(here::retainAll);
        if (here.isEmpty()) {
            throw denied("entry " + entry.getName() + " is signed by somebody else than the rest");
        }
        signers = Optional.of(here);
    }

    private Set<X509Certificate> trusted(JarEntry entry, CodeSigner[] found) throws BlockException {
        var trusted = new HashSet<X509Certificate>();
        var why = "";
        for (var signer : found) {
            var chain = chain(signer);
            var verdict = verdicts.computeIfAbsent(chain, this::verdict);
            if (verdict.isEmpty()) {
                trusted.add(chain.getFirst());
            } else {
                why = name(chain) + " is not trusted: " + verdict.get();
            }
        }
        if (trusted.isEmpty()) {
            throw denied("entry " + entry.getName() + " is signed by " + why);
        }
        return trusted;
    }

    private static List<X509Certificate> chain(CodeSigner signer) {
        var chain = new ArrayList<X509Certificate>();
        for (var certificate : signer.getSignerCertPath().getCertificates()) {
            if (certificate instanceof X509Certificate x509) {
                chain.add(x509);
            }
        }
        return List.copyOf(chain);
    }

    private static String name(List<X509Certificate> chain) {
        return chain.isEmpty() ? "nobody" : chain.getFirst().getSubjectX500Principal().getName();
    }

    private Optional<String> verdict(List<X509Certificate> chain) {
        try {
            trust.check(chain, time);
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /**
     * The verifier compares section by section and would let pass main attributes, such as the
     * activator's name, that a lax signer did not sign.
     */
    private static void checkManifest(JarFile jar) throws IOException {
        var manifest = jar.getEntry(JarFile.MANIFEST_NAME);
        if (manifest == null) {
            throw denied("it has no manifest");
        }
        byte[] bytes = read(jar, manifest.getName());
        var entries = jar.entries();
        while (entries.hasMoreElements()) {
            var name = entries.nextElement().getName();
            if (ofSignature(name) && name.toUpperCase(Locale.ROOT).endsWith(".SF")) {
                var signed = new Manifest(new ByteArrayInputStream(read(jar, name)));
                if (!matches(signed, bytes)) {
                    throw denied("entry " + JarFile.MANIFEST_NAME + " is not what was signed");
                }
            }
        }
    }

    private static boolean matches(Manifest signed, byte[] manifest) {
        boolean found = false;
        for (var algorithm : DIGESTS) {
            var wanted = signed.getMainAttributes().getValue(algorithm + "-Digest-Manifest");
            if (wanted != null) {
                found = true;
                if (!wanted.equals(digest(algorithm, manifest))) {
                    return false;
                }
            }
        }
        return found;
    }

    private static String digest(String algorithm, byte[] bytes) {
        try {
            var digest = MessageDigest.getInstance(algorithm);
            return Base64.getEncoder().encodeToString(digest.digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] read(JarFile jar, String name) throws IOException {
        try (InputStream in = jar.getInputStream(jar.getEntry(name))) {
            return in.readAllBytes();
        } catch (SecurityException e) {
            throw denied("entry " + name + " was altered: " + e.getMessage());
        }
    }

    /** Whether an entry belongs to the signature itself and so can't be signed. */
    private static boolean ofSignature(String entry) {
        var name = entry.toUpperCase(Locale.ROOT);
        if (!name.startsWith(META) || name.indexOf('/', META.length()) >= 0) {
            return false;
        }
        var plain = name.substring(META.length());
        return plain.equals("MANIFEST.MF")
                || plain.startsWith("SIG-")
                || plain.matches(".*\\.(SF|RSA|DSA|EC)");
    }

    private static BlockException denied(String why) {
        return new BlockException(ErrorKind.DENIED, why);
    }
}
