package org.blockyard.deploy.internal.store;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.util.HexFormat;
import java.util.Set;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * Jars under the digests of their content. What is in it is whole: a jar gets its name when it is
 * on stable storage, and its content is compared with its name whenever it is read. Used by one
 * thread at a time.
 */
public final class JarStore {
    private static final String PART = ".part";
    private static final long MOST_BYTES = 512L << 20;

    private final Path folder;
    private long count;

    /** The store in a folder, which is made if needed; copies that were begun are forgotten. */
    public JarStore(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectories(folder);
        deleteAll("*" + PART);
    }

    /**
     * A copy that nobody can change any more, not yet in the store.
     *
     * @param path where it lies
     * @param digest the digest of its content
     */
    public record Staged(Path path, String digest) {}

    /** Copies a jar, to be looked at and then kept or dropped. */
    public Staged stage(Path file) throws IOException {
        var copy = folder.resolve(count++ + PART);
        try {
            return new Staged(copy, StableFiles.copy(file, copy, MOST_BYTES));
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(copy);
            throw e;
        }
    }

    /** Takes a copy in. */
    public void keep(Staged staged) throws IOException {
        StableFiles.replace(staged.path(), path(staged.digest()));
    }

    /** Forgets a copy, if it was not taken in. */
    public void drop(Staged staged) throws IOException {
        Files.deleteIfExists(staged.path());
    }

    /** Where the jar of that digest lies, if it is there. */
    public Path path(String digest) {
        return folder.resolve(digest + ".jar");
    }

    /** Whether the jar is there and is what it was. */
    public boolean isWhole(String digest) throws IOException {
        return Files.exists(path(digest)) && StableFiles.digest(path(digest)).equals(digest);
    }

    /** Does something with what is read of a jar. */
    public interface Use<T, X extends Exception> {
        /** Reads it to its end. */
        T of(InputStream content) throws IOException, X;
    }

    /**
     * Lends a jar's content.
     *
     * @throws BlockException of kind {@code CORRUPT} if what was read is not what was kept; undo
     *     then what was done with it
     */
    public <T, X extends Exception> T read(String digest, Use<T, X> use, Undo<T> undo)
            throws IOException, X {
        try (var in =
                new DigestInputStream(Files.newInputStream(path(digest)), StableFiles.sha256())) {
            var result = use.of(new Lent(in));
            if (!rest(in).equals(digest)) {
                undo.of(result);
                throw new BlockException(
                        ErrorKind.CORRUPT, "the copy " + path(digest) + " was altered");
            }
            return result;
        }
    }

    /** Reads what is left; the digest of all. */
    private static String rest(DigestInputStream in) throws IOException {
        in.transferTo(OutputStream.nullOutputStream());
        return HexFormat.of().formatHex(in.getMessageDigest().digest());
    }

    /** A stream whose borrower may close it. */
    private static final class Lent extends FilterInputStream {
        Lent(InputStream in) {
            super(in);
        }

        @Override
        public void close() {}
    }

    /** Takes back what was done with a wrong content. */
    public interface Undo<T> {
        /** Takes it back. */
        void of(T result);
    }

    /** Deletes all jars but some. */
    public void prune(Set<String> kept) throws IOException {
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(folder, "*.jar")) {
            for (var jar : jars) {
                var name = jar.getFileName().toString();
                if (!kept.contains(name.substring(0, name.length() - ".jar".length()))) {
                    Files.deleteIfExists(jar);
                }
            }
        }
    }

    private void deleteAll(String pattern) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, pattern)) {
            for (var file : files) {
                Files.deleteIfExists(file);
            }
        }
    }
}
