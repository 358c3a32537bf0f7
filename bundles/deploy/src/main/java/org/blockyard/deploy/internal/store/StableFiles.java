package org.blockyard.deploy.internal.store;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/** Writes files so that a crash leaves either the old or the new state, never a half. */
final class StableFiles {
    private static final int CHUNK = 64 << 10;

    private StableFiles() {}

    /**
     * Copies a file into a new one for the owner alone, which is on stable storage on return.
     *
     * @return the SHA-256 digest of what was copied
     * @throws BlockException of kind {@code INVALID_FORMAT} if it has more than {@code most} bytes
     */
    static String copy(Path from, Path to, long most) throws IOException {
        var digest = sha256();
        try (var in = Files.newInputStream(from);
                var out =
                        FileChannel.open(
                                to,
                                Set.of(CREATE_NEW, WRITE),
                                PosixFilePermissions.asFileAttribute(
                                        PosixFilePermissions.fromString("rw-------")))) {
            var buffer = new byte[CHUNK];
            long total = 0;
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                total += count;
                if (total > most) {
                    throw new BlockException(
                            ErrorKind.INVALID_FORMAT, "it has more than " + most + " bytes");
                }
                digest.update(buffer, 0, count);
                write(out, ByteBuffer.wrap(buffer, 0, count));
            }
            out.force(true);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void write(FileChannel out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }

    /** The SHA-256 digest of a file. */
    static String digest(Path file) throws IOException {
        var digest = sha256();
        try (InputStream in = Files.newInputStream(file)) {
            var buffer = new byte[CHUNK];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                digest.update(buffer, 0, count);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Puts a file in another's place; on return that is on stable storage. */
    static void replace(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        syncName(to);
    }

    /** Brings the name of a file to stable storage. */
    static void syncName(Path file) throws IOException {
        var folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            try (var channel = FileChannel.open(folder, READ)) {
                channel.force(true);
            }
        }
    }
}
