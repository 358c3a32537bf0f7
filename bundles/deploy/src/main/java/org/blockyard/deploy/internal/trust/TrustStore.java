package org.blockyard.deploy.internal.trust;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/** The certificates of those who may sign, or of those who vouch for them. */
final class TrustStore {
    private static final int MOST_BYTES = 4 << 20;
    private static final String CODE_SIGNING = "1.3.6.1.5.5.7.3.3";
    private static final String ANY_USE = "2.5.29.37.0";
    // such stores hold nothing secret; this is what Java's own has
    private static final String USUAL_PASSWORD = "changeit";

    private final Set<X509Certificate> trusted;

    private TrustStore(Set<X509Certificate> trusted) {
        this.trusted = trusted;
    }

    /**
     * Reads a file of certificates, PEM or PKCS#12 (without a password, or with "changeit").
     *
     * @throws BlockException if it can't be read, everybody may write it, or it holds none
     */
    static TrustStore read(Path file) throws IOException {
        try {
            if (Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_WRITE)) {
                throw unusable(file, "everybody may write it");
            }
            byte[] bytes;
            try (var in = Files.newInputStream(file)) {
                bytes = in.readNBytes(MOST_BYTES);
            }
            var trusted = isPem(bytes) ? pem(bytes) : pkcs12(bytes);
            if (trusted.isEmpty()) {
                throw unusable(file, "it holds no trusted certificate");
            }
            return new TrustStore(trusted);
        } catch (BlockException e) {
            throw e;
        } catch (IOException | GeneralSecurityException e) {
            throw unusable(file, String.valueOf(e.getMessage()));
        }
    }

    private static BlockException unusable(Path file, String why) {
        return new BlockException(ErrorKind.DENIED, "trust store " + file + " is unusable: " + why);
    }

    private static boolean isPem(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1).contains("-----BEGIN");
    }

    private static Set<X509Certificate> pem(byte[] bytes) throws CertificateException {
        var found = new HashSet<X509Certificate>();
        var factory = CertificateFactory.getInstance("X.509");
        for (var certificate : factory.generateCertificates(new ByteArrayInputStream(bytes))) {
            if (certificate instanceof X509Certificate x509) {
                found.add(x509);
            }
        }
        return found;
    }

    private static Set<X509Certificate> pkcs12(byte[] bytes)
            throws IOException, GeneralSecurityException {
        var found = certificates(bytes, null);
        return found.isEmpty() ? certificates(bytes, USUAL_PASSWORD.toCharArray()) : found;
    }

    private static Set<X509Certificate> certificates(
            byte[] bytes, char @org.jspecify.annotations.Nullable [] password)
            throws IOException, GeneralSecurityException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(new ByteArrayInputStream(bytes), password);
        var found = new HashSet<X509Certificate>();
        for (var alias : Collections.list(store.aliases())) {
            if (store.isCertificateEntry(alias)
                    && store.getCertificate(alias) instanceof X509Certificate x509) {
                found.add(x509);
            }
        }
        return found;
    }

    /**
     * Checks that a signer is trusted, himself or by a chain, was valid at a time, and may sign
     * code.
     *
     * @param chain the signer's certificate first
     * @throws GeneralSecurityException saying why not
     */
    void check(List<X509Certificate> chain, Instant time) throws GeneralSecurityException {
        if (chain.isEmpty()) {
            throw new CertificateException("the signer shows no certificate");
        }
        checkUse(chain.getFirst());
        var date = Date.from(time);
        var path = new ArrayList<X509Certificate>();
        for (var certificate : chain) {
            if (trusted.contains(certificate)) {
                certificate.checkValidity(date);
                if (!path.isEmpty()) {
                    validate(path, Set.of(new TrustAnchor(certificate, null)), date);
                }
                return;
            }
            path.add(certificate);
        }
        var anchors = new HashSet<TrustAnchor>();
        trusted.forEach(certificate -> anchors.add(new TrustAnchor(certificate, null)));
        validate(path, anchors, date);
    }

    private static void validate(List<X509Certificate> path, Set<TrustAnchor> anchors, Date date)
            throws GeneralSecurityException {
        var parameters = new PKIXParameters(anchors);
        // there is nobody to ask; who is to be locked out is taken from the store
        parameters.setRevocationEnabled(false);
        parameters.setDate(date);
        var whole = CertificateFactory.getInstance("X.509").generateCertPath(path);
        var result = CertPathValidator.getInstance("PKIX").validate(whole, parameters);
        if (result instanceof java.security.cert.PKIXCertPathValidatorResult found
                && found.getTrustAnchor().getTrustedCert() instanceof X509Certificate anchor) {
            anchor.checkValidity(date);
        }
    }

    private static void checkUse(X509Certificate signer) throws CertificateException {
        var uses = signer.getExtendedKeyUsage();
        if (uses != null && !uses.contains(CODE_SIGNING) && !uses.contains(ANY_USE)) {
            throw new CertificateException("the signer's certificate is not for signing code");
        }
        var keyUse = signer.getKeyUsage();
        if (keyUse != null && !keyUse[0]) {
            throw new CertificateException("the signer's certificate is not for signatures");
        }
    }
}
