package org.blockyard.deploy.internal.trust;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.jspecify.annotations.Nullable;

/** Whose jars may be deployed. */
public sealed interface DeployTrust {
    /**
     * Checks a jar that is new, or that was let in at some time.
     *
     * @param jar a copy that nobody can change meanwhile
     * @param time when it was or is let in: certificates must have been valid then
     * @param fresh whether it was never let in before
     * @throws BlockException of kind {@code DENIED}, saying why it is not trusted
     */
    void check(Path jar, Instant time, boolean fresh) throws IOException;

    /** Every jar. */
    record Any() implements DeployTrust {
        @Override
        public void check(Path jar, Instant time, boolean fresh) {}
    }

    /** No jar but those that were deployed before. */
    record None() implements DeployTrust {
        @Override
        public void check(Path jar, Instant time, boolean fresh) throws BlockException {
            if (fresh) {
                throw new BlockException(
                        ErrorKind.DENIED, "nothing may be deployed (--deploy-trust none)");
            }
        }
    }

    /**
     * Jars signed by whom a trust store knows; the store is read anew each time, so that a
     * certificate can be added and taken out.
     *
     * @param store a file with certificates, PEM or PKCS#12
     */
    record Signed(Path store) implements DeployTrust {
        @Override
        public void check(Path jar, Instant time, boolean fresh) throws IOException {
            SignedJar.check(jar, TrustStore.read(store), time);
        }
    }

    /**
     * The policy of that name.
     *
     * @throws BlockException of kind {@code INVALID_OPTION} if there is none of that name, or
     *     {@code signed} has no trust store
     */
    static DeployTrust of(@Nullable String word, Optional<Path> store) throws BlockException {
        return switch (word == null ? "any" : word) {
            case "any" -> new Any();
            case "none" -> new None();
            case "signed" ->
                    new Signed(
                            store.orElseThrow(
                                    () ->
                                            new BlockException(
                                                    ErrorKind.INVALID_OPTION,
                                                    "--deploy-trust signed needs"
                                                            + " --deploy-trust-store FILE")));
            default ->
                    throw new BlockException(
                            ErrorKind.INVALID_OPTION,
                            "'" + word + "' is no deploy trust; any, signed and none are");
        };
    }
}
