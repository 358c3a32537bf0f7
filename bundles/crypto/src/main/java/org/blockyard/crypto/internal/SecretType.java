package org.blockyard.crypto.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.object.ObjectType;
import org.blockyard.object.Objects;
import org.blockyard.object.Secret;
import org.blockyard.option.Option;
import org.blockyard.option.OptionSchema;
import org.blockyard.platform.Platform;
import org.blockyard.platform.Provide;

/**
 * The object type {@code secret}: a password or key, given in place or in a file, plain or
 * encrypted with another secret.
 */
@Provide(services = ObjectType.class, name = "secret")
public final class SecretType implements ObjectType<SecretType.Properties> {
    // far more than any key or password is
    private static final int MAX_BYTES = 1 << 20;

    /** How the secret is written. */
    public enum Format {
        /** As it is. */
        RAW,
        /** In base 64. */
        BASE64
    }

    /**
     * What the user set.
     *
     * @param data the secret in place
     * @param file the file that holds it
     * @param format how it is written
     * @param keyid the secret that it is encrypted with
     * @param iv the initialisation vector of the encryption
     */
    public record Properties(
            @Option("the secret itself; others on this machine may see it") Optional<String> data,
            @Option("file that holds the secret") Optional<String> file,
            @Option(value = "how the secret is written", byDefault = "raw") Format format,
            @Option("id of the secret that this one is encrypted with (AES-256-CBC)")
                    Optional<String> keyid,
            @Option("initialisation vector of the encryption, in base 64") Optional<String> iv) {
        /** The same, but for the secret itself. */
        Properties withoutData() {
            return new Properties(Optional.empty(), file, format, keyid, iv);
        }

        // a record prints its members otherwise, and logs live long
        @Override
        public String toString() {
            return "secret";
        }
    }

    @Override
    public String name() {
        return "secret";
    }

    @Override
    public OptionSchema<Properties> options() {
        return OptionSchema.of(Properties.class);
    }

    @Override
    public List<String> ancestors() {
        return List.of("secret_common");
    }

    /** All but a secret in clear. */
    @Override
    public Optional<Properties> lasting(Properties options) {
        return options.data().isPresent() && options.keyid().isEmpty()
                ? Optional.empty()
                : Optional.of(options);
    }

    @Override
    public Object create(String id, Properties options, Platform platform) throws IOException {
        var bytes = given(options);
        if (options.keyid().isPresent()) {
            bytes = decrypted(bytes, options, platform.objects());
        } else if (options.format() == Format.BASE64) {
            bytes = Base64Text.decode(bytes);
        }
        return new HeldSecret(bytes, options.withoutData());
    }

    private static byte[] decrypted(byte[] bytes, Properties options, Objects objects)
            throws BlockException {
        var key = key(options.keyid().orElseThrow(), objects);
        try {
            var cipher = new SecretCipher(key, options.iv());
            return cipher.decrypt(
                    options.format() == Format.BASE64 ? Base64Text.decode(bytes) : bytes);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    private static byte[] given(Properties options) throws IOException {
        if (options.data().isPresent() == options.file().isPresent()) {
            throw wrong(
                    options.data().isPresent()
                            ? "'file' and 'data' are mutually exclusive"
                            : "Either 'file' or 'data' must be provided");
        }
        return options.data().isPresent()
                ? options.data().get().getBytes(StandardCharsets.UTF_8)
                : content(options.file().orElseThrow());
    }

    private static byte[] content(String file) throws IOException {
        try (var in = Files.newInputStream(Path.of(file))) {
            var bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw wrong("Secret file '" + file + "' is larger than " + MAX_BYTES + " bytes");
            }
            return bytes;
        } catch (BlockException e) {
            throw e;
        } catch (FileSystemException | InvalidPathException e) {
            throw unreadable(file, "Failed to open file", reason(e), e);
        } catch (IOException e) {
            throw unreadable(file, "Error reading file", String.valueOf(e.getMessage()), e);
        }
    }

    private static String reason(Exception failure) {
        return switch (failure) {
            case NoSuchFileException missing -> "No such file or directory";
            case AccessDeniedException denied -> "Permission denied";
            default -> String.valueOf(failure.getMessage());
        };
    }

    private static BlockException unreadable(
            String file, String what, String reason, Exception cause) {
        return new BlockException(
                ErrorKind.NOT_FOUND,
                "Unable to read " + file + ": " + what + " \u201c" + file + "\u201d: " + reason,
                cause);
    }

    private static byte[] key(String id, Objects objects) throws BlockException {
        return objects.find(id, Secret.class)
                .orElseThrow(
                        () ->
                                new BlockException(
                                        ErrorKind.NOT_FOUND, "No secret with id '" + id + "'"))
                .bytes();
    }

    static BlockException wrong(String sentence) {
        return new BlockException(ErrorKind.INVALID_OPTION, sentence);
    }
}
