package org.blockyard.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The daemon's life, from its options to its end. */
@Timeout(300)
class StorageDaemonTest {
    private static final GivenOption NO_SHELL = new GivenOption("shell-socket", "none");

    private final FakePlatform platform = new FakePlatform();

    private int run(GivenOption... options) throws InterruptedException {
        return new StorageDaemon(platform, List.of(options)).run();
    }

    @Test
    void anEndThatIsAskedForClosesNodesBeforeMonitors() throws InterruptedException {
        var asked = new FakePlatform();
        Thread.ofVirtual()
                .start(
                        () -> {
                            while (asked.log.isEmpty()) {
                                Thread.onSpinWait();
                            }
                            asked.requestShutdown();
                        });
        int code =
                new StorageDaemon(asked, List.of(NO_SHELL, new GivenOption("chardev", "null,id=c")))
                        .run();
        assertEquals(0, code);
        assertEquals(List.of("chardev null,id=c", "platform closed", "monitors closed"), asked.log);
    }

    @Test
    void afterAnOptionThatFailsNoneFollowsAndAllIsClosed() throws InterruptedException {
        int code =
                run(
                        NO_SHELL,
                        new GivenOption("monitor", "a"),
                        new GivenOption("blockdev", "help"),
                        new GivenOption("monitor", "b"));
        assertEquals(1, code);
        assertEquals(List.of("monitor a", "platform closed", "monitors closed"), platform.log);
    }

    @Test
    void helpEndsWithItsOwnCode() throws InterruptedException {
        assertEquals(0, run(new GivenOption("chardev", "help")));
        assertEquals(1, run(new GivenOption("chardev", "socket,help")));
    }
}
