package org.blockyard.platform;

import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.jspecify.annotations.Nullable;

/**
 * A contribution whose class comes from a plain class loader. Closing it closes the instance, if
 * there is one.
 */
final class FlatContribution implements Contribution, AutoCloseable {
    private final ContributionHeader header;
    private final String bundle;
    private final String version;
    private final ClassLoader loader;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Object instance;

    FlatContribution(ContributionHeader header, String bundle, String version, ClassLoader loader) {
        this.header = header;
        this.bundle = bundle;
        this.version = version;
        this.loader = loader;
    }

    @Override
    public String name() {
        return header.name();
    }

    @Override
    public Set<String> services() {
        return header.services();
    }

    @Override
    public String bundle() {
        return bundle;
    }

    @Override
    public String version() {
        return version;
    }

    @Override
    public <T> T as(Class<T> service) throws BlockException {
        var known = instance();
        if (!service.isInstance(known)) {
            throw unusable("is no " + service.getSimpleName(), null);
        }
        return service.cast(known);
    }

    private Object instance() throws BlockException {
        lock.lock();
        try {
            var known = instance;
            if (known == null) {
                known =
                        Class.forName(header.className(), true, loader)
                                .getConstructor()
                                .newInstance();
                instance = known;
            }
            return known;
        } catch (ReflectiveOperationException | LinkageError e) {
            var cause = e.getCause() == null ? e : e.getCause();
            throw unusable("can't be made: " + cause, e);
        } finally {
            lock.unlock();
        }
    }

    private BlockException unusable(String why, @Nullable Throwable cause) {
        var sentence = header.className() + " of bundle " + bundle + " " + version + " " + why;
        return new BlockException(ErrorKind.UNSUPPORTED, sentence, cause);
    }

    @Override
    public void close() throws Exception {
        lock.lock();
        try {
            if (instance instanceof AutoCloseable closeable) {
                closeable.close();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        return header.className();
    }
}
