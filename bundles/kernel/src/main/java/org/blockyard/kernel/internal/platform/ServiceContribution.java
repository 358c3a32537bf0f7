package org.blockyard.kernel.internal.platform;

import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.platform.Contribution;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;

/** A contribution that is an OSGi service, whoever registered it. */
final class ServiceContribution implements Contribution {
    /** The property that makes a service a contribution: its name. */
    static final String NAME = "blockyard.name";

    private final BundleContext context;
    private final ServiceReference<?> reference;
    private final Set<String> services;
    private final String name;
    private final String bundle;
    private final String version;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Object instance;

    ServiceContribution(BundleContext context, ServiceReference<?> reference) {
        this.context = context;
        this.reference = reference;
        this.services = Set.of((String[]) reference.getProperty(Constants.OBJECTCLASS));
        this.name = String.valueOf(reference.getProperty(NAME));
        var owner = reference.getBundle();
        this.bundle = owner == null ? "" : String.valueOf(owner.getSymbolicName());
        this.version = owner == null ? "0.0.0" : owner.getVersion().toString();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Set<String> services() {
        return services;
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
            throw new BlockException(
                    ErrorKind.UNSUPPORTED,
                    known.getClass().getName()
                            + " of bundle "
                            + bundle
                            + " "
                            + version
                            + " is no "
                            + service.getSimpleName());
        }
        return service.cast(known);
    }

    private Object instance() throws BlockException {
        lock.lock();
        try {
            var known = instance;
            if (known == null) {
                known = context.getService(reference);
                instance = known;
            }
            if (known == null) {
                throw new BlockException(
                        ErrorKind.UNSUPPORTED,
                        "'"
                                + name
                                + "' of bundle "
                                + bundle
                                + " "
                                + version
                                + " can't be made; the log says why");
            }
            return known;
        } finally {
            lock.unlock();
        }
    }

    /** Gives the service back; nobody uses it any more. */
    void release() {
        lock.lock();
        try {
            if (instance != null) {
                instance = null;
                context.ungetService(reference);
            }
        } finally {
            lock.unlock();
        }
    }
}
