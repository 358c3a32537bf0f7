package org.blockyard.driver.tck;

import java.lang.ref.WeakReference;
import org.blockyard.driver.tck.internal.Footprint;
import org.blockyard.driver.tck.internal.Rule;
import org.blockyard.io.RequestFlags;
import org.junit.jupiter.api.Test;

/** What is left of a driver when its last disk was closed: nothing. */
interface LeftoverChecks extends DriverFixture {
    /** No thread runs its code and no file is open any more. */
    @Test
    default void noThreadAndNoFileIsLeftBehind() throws Exception {
        use(false); // what is made once in a process, such as the kernel's own threads, is
        // there then
        var before = Footprint.now();
        use(true);
        Rule.NOTHING_OUTLIVES.require(before.nothingSince(), () -> before.since());
    }

    /** Its class loader can be collected, so that its bundle can be replaced. */
    @Test
    default void itsClassLoaderCanBeCollected() throws Exception {
        var loader = use(true);
        for (int i = 0; i < 50 && loader.get() != null; i++) {
            System.gc();
            Thread.onSpinWait();
        }
        Rule.NO_STATICS.require(
                loader.get() == null,
                () ->
                        "its class loader is still held, by a static, a thread-local or a thread"
                                + (Footprint.softReferencesEnd()
                                        ? ""
                                        : "; or softly by the runtime: run the tests with "
                                                + Footprint.NO_SOFT_REFERENCES));
    }

    private WeakReference<ClassLoader> use(boolean closeTwice) throws Exception {
        try (var bench = new Bench(this)) {
            var fresh = bench.fresh();
            for (int i = 0; i < (closeTwice ? 3 : 1); i++) {
                try (var disk = bench.open(fresh)) {
                    if (bench.keeps()) {
                        disk.write(i * 70_000, Pattern.of(70_000, i), RequestFlags.NONE);
                    }
                    disk.readAll();
                    disk.lane().flush();
                }
                Rule.NOTHING_OUTLIVES.require(
                        bench.platform().graph().nodes().isEmpty(), () -> "nodes are left");
            }
            return new WeakReference<>(bench.surroundings().loader());
        }
    }
}
