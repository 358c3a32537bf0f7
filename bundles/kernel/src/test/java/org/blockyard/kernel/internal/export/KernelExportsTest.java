package org.blockyard.kernel.internal.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.blockyard.driver.DriverKind;
import org.blockyard.driver.Permission;
import org.blockyard.driver.Preallocation;
import org.blockyard.export.BlockExport;
import org.blockyard.export.BlockExportType;
import org.blockyard.export.ExportContext;
import org.blockyard.export.Exports;
import org.blockyard.export.LaneGroup;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.kernel.internal.fixture.PassDriver;
import org.blockyard.kernel.internal.fixture.TestContribution;
import org.blockyard.kernel.internal.fixture.TestGraph;
import org.blockyard.kernel.internal.fixture.TestPlatform;
import org.blockyard.kernel.internal.object.IoThread;
import org.blockyard.object.ObjectType;
import org.blockyard.option.Option;
import org.blockyard.option.OptionSchema;
import org.blockyard.option.ReadMode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class KernelExportsTest {
    record Own(@Option(value = "fails to open", byDefault = "off") boolean fail) {}

    /** Serves nobody, and notes what it is asked. */
    private static final class Toy implements BlockExportType<Own> {
        volatile boolean busy;
        volatile ExportContext context;
        final List<String> calls = new java.util.concurrent.CopyOnWriteArrayList<>();
        final CountDownLatch mayClose = new CountDownLatch(1);

        @Override
        public String name() {
            return "toy";
        }

        @Override
        public OptionSchema<Own> options() {
            return OptionSchema.of(Own.class);
        }

        @Override
        public Set<Permission> shared() {
            return EnumSet.complementOf(EnumSet.of(Permission.RESIZE));
        }

        @Override
        public BlockExport open(Own options, ExportContext given) throws IOException {
            context = given;
            if (options.fail()) {
                throw new BlockException(ErrorKind.IO, "on purpose");
            }
            return new BlockExport() {
                @Override
                public boolean inUse() {
                    return busy;
                }

                @Override
                public void shutdown() {
                    calls.add("shutdown");
                }

                @Override
                public void close() {
                    try {
                        mayClose.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    calls.add("close");
                }
            };
        }
    }

    private final TestPlatform test = new TestPlatform();
    private final Exports exports = test.platform.exports();
    private final Toy toy = new Toy();
    private final TestContribution type =
            new TestContribution("toy", "1.0.0", toy, BlockExportType.class);
    private final CountDownLatch deleted = new CountDownLatch(1);
    private final Semaphore returned = new Semaphore(0);

    KernelExportsTest() throws Exception {
        test.contributions.add(type);
        test.contributions.add(
                new TestContribution("iothread", "1.0.0", new IoThread(), ObjectType.class));
        test.node("disk");
        test.platform
                .events()
                .subscribe(
                        event -> {
                            if (event.name().equals("BLOCK_EXPORT_DELETED")) {
                                deleted.countDown();
                            } else if (event.name().equals("X_BLOCKYARD_EXPORT_RETURNED")) {
                                returned.release();
                            }
                        });
    }

    @AfterEach
    void end() {
        toy.mayClose.countDown();
        test.close();
    }

    private static Map<String, Object> options(Object... more) {
        var tree = TestGraph.tree("type", "toy", "id", "e", "node-name", "disk");
        tree.putAll(TestGraph.tree(more));
        return tree;
    }

    private void refused(String sentence, Object... more) {
        var e = assertThrows(BlockException.class, () -> exports.add(options(more)));
        assertEquals(sentence, e.sentence());
        assertTrue(exports.list().isEmpty());
        assertTrue(test.platform.graph().find("disk").orElseThrow().holders().isEmpty());
    }

    @Test
    void anExportHoldsItsNodeUntilItIsGone() throws Exception {
        var info = exports.add(options("writable", true));
        assertEquals(
                "e toy disk true",
                info.id() + " " + info.type() + " " + info.nodeName() + " " + info.writable());
        var holder = test.platform.graph().require("disk").holders().getFirst();
        assertEquals("export e", holder.what() + " " + holder.name());
        assertThrows(BlockException.class, () -> test.platform.graph().remove("disk"));
        exports.remove("e", false);
        assertTrue(exports.find("e").orElseThrow().shuttingDown());
        var again = assertThrows(BlockException.class, () -> exports.remove("e", true));
        assertEquals("Export 'e' is already shutting down", again.sentence());
        assertThrows(BlockException.class, () -> exports.add(options()));
        toy.mayClose.countDown();
        assertTrue(deleted.await(300, TimeUnit.SECONDS));
        assertEquals(List.of("shutdown", "close"), toy.calls);
        assertFalse(exports.find("e").isPresent());
        test.platform.graph().remove("disk");
    }

    @Test
    void aConnectedClientIsSentAwayOnlyByForce() throws Exception {
        exports.add(options());
        toy.busy = true;
        var e = assertThrows(BlockException.class, () -> exports.remove("e", false));
        assertEquals("export 'e' still in use", e.sentence());
        toy.mayClose.countDown();
        exports.remove("e", true);
        assertTrue(deleted.await(300, TimeUnit.SECONDS));
    }

    @Test
    void wrongOptionsLeaveNothingBehind() {
        refused("Parameter 'type' does not accept value 'x'", "type", "x");
        refused("Invalid block export id", "id", "1");
        refused("Parameter 'foo' is unexpected", "foo", 1L);
        refused("on purpose", "fail", true);
        refused("iothread \"t\" not found", "iothread", "t");
        refused("Invalid parameter type for 'writable', expected: boolean", "writable", "on");
        assertThrows(BlockException.class, () -> exports.add(options("node-name", "nothing")));
    }

    @Test
    void aReadOnlyNodeIsNotExportedWritable() throws Exception {
        test.node("ro", "read-only", true);
        var e =
                assertThrows(
                        BlockException.class,
                        () -> exports.add(options("node-name", "ro", "writable", true)));
        assertEquals(ErrorKind.READ_ONLY, e.kind());
    }

    private void ioThread(String id) throws Exception {
        test.platform
                .objects()
                .add(new LinkedHashMap<>(Map.of("qom-type", "iothread", "id", id)), ReadMode.JSON);
    }

    /** The iothread that serves who comes now. */
    private String serving() {
        return toy.context.laneGroup().map(LaneGroup::name).orElse("none");
    }

    @Test
    void theIoThreadStaysAsLongAsTheExport() throws Exception {
        ioThread("t");
        exports.add(options("iothread", "t"));
        assertEquals("t", serving());
        var e = assertThrows(BlockException.class, () -> test.platform.objects().remove("t"));
        assertEquals("object 't' is in use, can not be deleted", e.sentence());
        toy.mayClose.countDown();
        exports.removeAll("toy");
        test.platform.objects().remove("t");
    }

    @Test
    void anExportMovesToAnotherIoThreadAndKeepsTheFirstForItsClients() throws Exception {
        ioThread("t");
        ioThread("u");
        exports.add(options("iothread", "t"));
        exports.serveBy("disk", Optional.of("u"));
        assertEquals("u", serving());
        assertEquals("u", exports.definitions().get("e").get("iothread"));
        assertThrows(BlockException.class, () -> test.platform.objects().remove("t"));
        exports.serveBy("disk", Optional.empty());
        assertEquals("none", serving());
        assertFalse(exports.definitions().get("e").containsKey("iothread"));
    }

    @Test
    void aFixedIoThreadIsNotLeft() throws Exception {
        ioThread("t");
        ioThread("u");
        exports.add(options("iothread", "t", "fixed-iothread", true));
        for (var other : List.of(Optional.of("u"), Optional.<String>empty())) {
            var e = assertThrows(BlockException.class, () -> exports.serveBy("disk", other));
            assertEquals("Cannot change iothread of active block backend", e.sentence());
        }
        exports.serveBy("disk", Optional.of("t"));
        assertEquals("t", serving());
    }

    @Test
    void anExportTakesTheIoThreadThatWasChosenForAnyNodeConnectedWithItsOwn() throws Exception {
        ioThread("t");
        test.drivers.add(TestGraph.info(new PassDriver("plain", DriverKind.FORMAT), "1.0.0"));
        test.platform
                .graph()
                .add(TestGraph.tree("driver", "plain", "node-name", "top", "file", "disk"));
        exports.serveBy("top", Optional.of("t"));
        exports.add(options());
        assertEquals("t", serving());
        test.node("elsewhere");
        exports.add(options("id", "f", "node-name", "elsewhere"));
        assertEquals("none", serving());
    }

    @Test
    void aChosenIoThreadThatIsGoneServesNothing() throws Exception {
        ioThread("t");
        exports.serveBy("disk", Optional.of("t"));
        test.platform.objects().remove("t");
        exports.add(options());
        assertEquals("none", serving());
        ioThread("t");
        exports.serveBy("disk", Optional.of("t"));
        assertEquals("t", serving());
        assertThrows(BlockException.class, () -> exports.serveBy("disk", Optional.of("zz")));
    }

    @Test
    void whatATypeDoesNotShareIsRefusedToOthers() throws Exception {
        exports.add(options());
        var holder = test.platform.graph().require("disk").holders().getFirst();
        assertEquals(EnumSet.of(Permission.CONSISTENT_READ), holder.wanted());
        assertFalse(holder.shared().contains(Permission.RESIZE));
        assertThrows(
                BlockException.class,
                () -> test.platform.graph().resize("disk", 8192, Preallocation.OFF));
    }

    @Test
    void anExportMayEndByItself() throws Exception {
        exports.add(options());
        toy.mayClose.countDown();
        toy.context.ended();
        assertTrue(deleted.await(300, TimeUnit.SECONDS));
        assertTrue(exports.list().isEmpty());
    }

    @Test
    void exportsGoWithTheirType() throws Exception {
        exports.add(options());
        toy.busy = true;
        toy.mayClose.countDown();
        test.contributions.remove(type);
        assertTrue(exports.list().isEmpty());
        assertEquals(List.of("e"), test.told("BLOCK_EXPORT_DELETED", "id"));
    }

    private void awaitReturn() throws InterruptedException {
        assertTrue(returned.tryAcquire(10, TimeUnit.SECONDS));
    }

    @Test
    void exportsComeBackWithTheirTypeAsTheyWere() throws Exception {
        exports.add(options("writable", true));
        toy.mayClose.countDown();
        test.contributions.remove(type);
        assertTrue(exports.list().isEmpty());
        var next = new Toy();
        next.mayClose.countDown();
        test.contributions.add(new TestContribution("toy", "1.1.0", next, BlockExportType.class));
        awaitReturn();
        var back = exports.find("e").orElseThrow();
        assertTrue(back.writable());
        assertEquals("disk", back.nodeName());
    }

    @Test
    void withAnotherVersionPresentTheyMoveToItAtOnce() throws Exception {
        exports.add(options());
        toy.mayClose.countDown();
        var next = new Toy();
        next.mayClose.countDown();
        test.contributions.add(new TestContribution("toy", "1.1.0", next, BlockExportType.class));
        assertTrue(next.calls.isEmpty());
        test.contributions.remove(type);
        awaitReturn();
        assertEquals("e", next.context.options().id());
    }

    @Test
    void anExportThatIsRemovedWhileAwayDoesNotComeBack() throws Exception {
        exports.add(options());
        exports.add(options("id", "f"));
        toy.mayClose.countDown();
        test.contributions.remove(type);
        exports.remove("e", false);
        assertThrows(BlockException.class, () -> exports.remove("e", false));
        var next = new Toy();
        next.mayClose.countDown();
        test.contributions.add(new TestContribution("toy", "1.1.0", next, BlockExportType.class));
        awaitReturn();
        assertEquals(List.of("f"), exports.list().stream().map(e -> e.id()).toList());
    }

    @Test
    void theEndOfThePlatformEndsExportsFirst() throws Exception {
        exports.add(options());
        toy.mayClose.countDown();
        test.close();
        assertEquals(List.of("shutdown", "close"), toy.calls);
        assertThrows(BlockException.class, () -> exports.add(options()));
    }
}
