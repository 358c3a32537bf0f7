package org.blockyard.itest.peers.ill;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Optional;
import org.blockyard.driver.Child;
import org.blockyard.driver.OpenContext;
import org.jspecify.annotations.Nullable;

/** A context whose first child is kept in mind, as a driver should not do beyond its end. */
final class Borrowed {
    private final OpenContext context;
    private volatile @Nullable Child first;

    Borrowed(OpenContext real) {
        context =
                (OpenContext)
                        Proxy.newProxyInstance(
                                Borrowed.class.getClassLoader(),
                                new Class<?>[] {OpenContext.class},
                                (_, method, arguments) -> {
                                    try {
                                        var result = method.invoke(real, arguments);
                                        if (result instanceof Child child && first == null) {
                                            first = child;
                                        }
                                        return result;
                                    } catch (InvocationTargetException e) {
                                        throw e.getCause();
                                    }
                                });
    }

    OpenContext context() {
        return context;
    }

    Optional<Child> child() {
        return Optional.ofNullable(first);
    }
}
