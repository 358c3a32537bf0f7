package org.blockyard.deploy.internal.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertPath;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipFile;
import jdk.security.jarsigner.JarSigner;

/** Keys made with Java's own tool, and jars signed with them. */
final class Signers {
    private static final char[] PASSWORD = "changeit".toCharArray();

    private final Path folder;

    Signers(Path folder) {
        this.folder = folder;
    }

    /** A key with a certificate signed by itself, or by another key. */
    void make(String name, String... options) throws Exception {
        var arguments =
                new ArrayList<>(
                        List.of(
                                "-genkeypair",
                                "-alias",
                                name,
                                "-dname",
                                "CN=" + name,
                                "-keyalg",
                                "EC",
                                "-groupname",
                                "secp256r1"));
        arguments.addAll(List.of(options));
        keytool(arguments);
    }

    private Path keys() {
        return folder.resolve("keys.p12");
    }

    private void keytool(List<String> arguments) throws Exception {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(arguments);
        command.addAll(
                List.of("-keystore", keys().toString(), "-storepass", "changeit", "-noprompt"));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor(), said);
    }

    /** A PEM file with the certificates of some. */
    Path pem(String... names) throws Exception {
        var text = new StringBuilder();
        var encoder = java.util.Base64.getMimeEncoder(64, new byte[] {'\n'});
        for (var name : names) {
            text.append("-----BEGIN CERTIFICATE-----\n")
                    .append(encoder.encodeToString(store().getCertificate(name).getEncoded()))
                    .append("\n-----END CERTIFICATE-----\n");
        }
        return Files.writeString(folder.resolve(String.join("-", names) + ".pem"), text);
    }

    /** A PKCS#12 file with the certificate of one. */
    Path pkcs12(String name) throws Exception {
        var trust = KeyStore.getInstance("PKCS12");
        trust.load(null, null);
        trust.setCertificateEntry(name, store().getCertificate(name));
        var file = folder.resolve(name + "-trust.p12");
        try (var out = Files.newOutputStream(file)) {
            trust.store(out, PASSWORD);
        }
        return file;
    }

    private KeyStore store() throws Exception {
        return KeyStore.getInstance(keys().toFile(), PASSWORD);
    }

    /** The jar, signed by one. */
    Path sign(Path jar, String name) throws Exception {
        return sign(jar, name, false);
    }

    /** The same, leaving the main attributes of the manifest unsigned if lax. */
    Path sign(Path jar, String name, boolean lax) throws Exception {
        var store = store();
        var key = (PrivateKey) store.getKey(name, PASSWORD);
        CertPath path =
                CertificateFactory.getInstance("X.509")
                        .generateCertPath(Arrays.asList(store.getCertificateChain(name)));
        var signer =
                new JarSigner.Builder(key, path)
                        .signerName(name)
                        .setProperty("sectionsonly", String.valueOf(lax))
                        .build();
        var signed = jar.resolveSibling(jar.getFileName() + "-" + name + ".jar");
        try (var in = new ZipFile(jar.toFile());
                OutputStream out = Files.newOutputStream(signed)) {
            signer.sign(in, out);
        }
        return signed;
    }
}
