package org.blockyard.kernel.internal.platform;

import java.util.Hashtable;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.platform.ContributionHeader;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceFactory;
import org.osgi.framework.ServiceRegistration;

/**
 * One announced class as a service of its bundle: one instance for all who ask, made when the first
 * asks.
 */
final class ProvidedService implements ServiceFactory<Object> {
    private static final System.Logger LOG = System.getLogger(ProvidedService.class.getName());

    private final Bundle bundle;
    private final ContributionHeader clause;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable ServiceRegistration<?> registration;
    private @Nullable Object instance;

    private ProvidedService(Bundle bundle, ContributionHeader clause) {
        this.bundle = bundle;
        this.clause = clause;
    }

    /** Registers a class; fails with an unchecked exception if the bundle has stopped meanwhile. */
    static ProvidedService register(Bundle bundle, ContributionHeader clause) {
        var context = bundle.getBundleContext();
        if (context == null) {
            throw new IllegalStateException("it is no longer active");
        }
        var service = new ProvidedService(bundle, clause);
        var properties = new Hashtable<String, Object>();
        var interfaces = clause.services().toArray(String[]::new);
        properties.put(ServiceContribution.NAME, clause.name());
        properties.put("blockyard.services", interfaces);
        service.registration = context.registerService(interfaces, service, properties);
        return service;
    }

    @Override
    public @Nullable Object getService(Bundle user, ServiceRegistration<Object> same) {
        lock.lock();
        try {
            var known = instance;
            if (known == null) {
                known = bundle.loadClass(clause.className()).getConstructor().newInstance();
                instance = known;
            }
            return known;
        } catch (ReflectiveOperationException | LinkageError e) {
            var cause = e.getCause() == null ? e : e.getCause();
            LOG.log(
                    System.Logger.Level.ERROR,
                    clause.className() + " of bundle " + bundle + " can't be made: " + cause);
            LOG.log(System.Logger.Level.DEBUG, "which failed so", cause);
            return null;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void ungetService(Bundle user, ServiceRegistration<Object> same, Object service) {}

    /** Takes the service back, then closes the instance if it wants to be closed. */
    void unregister() {
        try {
            if (registration != null) {
                registration.unregister();
            }
        } catch (IllegalStateException e) {
            // the framework was first
        }
        Object last;
        lock.lock();
        try {
            last = instance;
            instance = null;
        } finally {
            lock.unlock();
        }
        if (last instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (Exception | LinkageError e) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "closing " + clause.className() + " failed",
                        e);
            }
        }
    }
}
