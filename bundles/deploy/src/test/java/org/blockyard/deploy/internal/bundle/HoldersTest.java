package org.blockyard.deploy.internal.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Handler;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** What keeps the classes of a former bundle in memory is named. */
class HoldersTest {
    private static final String NAME = LeftHandler.class.getName();

    /** Loads the class of the test for itself, as a bundle would. */
    private static final class Loader extends ClassLoader {
        Loader() {
            super(HoldersTest.class.getClassLoader());
        }

        Object made() throws Exception {
            var path = NAME.replace('.', '/') + ".class";
            try (var in = HoldersTest.class.getClassLoader().getResourceAsStream(path)) {
                var bytes = in.readAllBytes();
                return defineClass(NAME, bytes, 0, bytes.length).getConstructor().newInstance();
            }
        }
    }

    private final Loader loader = new Loader();
    private final LoaderWatch watch = LoaderWatch.of("left", Set.of(NAME), loader);

    private List<String> found() {
        return Holders.of(watch);
    }

    @Test
    void aLogHandlerIsNamedWithItsLogger() throws Exception {
        var logger = Logger.getLogger("of.a.bundle");
        var handler = (Handler) loader.made();
        logger.addHandler(handler);
        try {
            assertTrue(
                    found().contains("a handler of logger 'of.a.bundle' is a " + NAME + " of its"),
                    () -> found().toString());
        } finally {
            logger.removeHandler(handler);
        }
    }

    @Test
    void anExceptionHandlerIsNamedWithItsThread() throws Exception {
        var end = new CountDownLatch(1);
        var thread =
                Thread.ofPlatform()
                        .name("pool-thread")
                        .uncaughtExceptionHandler((Thread.UncaughtExceptionHandler) loader.made())
                        .start(
                                () -> {
                                    try {
                                        end.await();
                                    } catch (InterruptedException e) {
                                        // the end
                                    }
                                });
        try {
            assertTrue(
                    found().contains(
                                    "the exception handler of thread 'pool-thread' is a "
                                            + NAME
                                            + " of its"),
                    () -> found().toString());
        } finally {
            end.countDown();
            thread.join();
        }
    }

    @Test
    void anObjectInASystemPropertyIsNamedWithIt() throws Exception {
        System.getProperties().put("of.a.bundle", loader.made());
        try {
            assertTrue(
                    found().contains("system property of.a.bundle is a " + NAME + " of its"),
                    () -> found().toString());
        } finally {
            System.getProperties().remove("of.a.bundle");
        }
    }

    @Test
    void whatIsHeldOutOfSightIsCounted() throws Exception {
        var held = List.of(loader.made(), loader.getClass());
        assertTrue(
                found().contains("1 live objects of " + NAME + " of this or another version"),
                () -> found().toString());
        assertEquals(2, held.size());
    }

    @Test
    void aBundleOfWhichNothingIsSeenIsPointedToAHeapDump() {
        assertEquals(
                List.of("nothing that could be seen: a heap dump shows who holds left"),
                Holders.of(LoaderWatch.of("left", Set.of("no.such.Class"), loader)));
    }
}
