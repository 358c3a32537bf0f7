package org.blockyard.metrics.figures;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.blockyard.io.BufferPool;
import org.blockyard.metrics.text.Family;
import org.blockyard.metrics.text.Family.Type;
import org.blockyard.metrics.text.Labels;
import org.blockyard.metrics.text.MetricsText;

/**
 * What goes on in the virtual machine: memory, collections, threads, classes. The names are those
 * that Java programs usually have for it.
 *
 * @param buffers memory for transfers
 */
public record RuntimeFigures(BufferPool buffers) implements Figures {
    @Override
    public void write(MetricsText out) {
        memory(out);
        buffers(out);
        collections(out);
        threads(out);
        classes(out);
    }

    private static void memory(MetricsText out) {
        var memory = ManagementFactory.getMemoryMXBean();
        var areas =
                new TreeMap<>(
                        Map.of(
                                "heap", memory.getHeapMemoryUsage(),
                                "nonheap", memory.getNonHeapMemoryUsage()));
        each(
                out.bytes("jvm_memory_used", Type.GAUGE, "Memory in use."),
                areas,
                MemoryUsage::getUsed);
        each(
                out.bytes("jvm_memory_committed", Type.GAUGE, "Memory taken from the system."),
                areas,
                MemoryUsage::getCommitted);
        each(
                out.bytes("jvm_memory_max", Type.GAUGE, "Memory that may be taken, or -1."),
                areas,
                MemoryUsage::getMax);
    }

    private static void each(
            Family family, Map<String, MemoryUsage> areas, ToLongFunction<MemoryUsage> value) {
        areas.forEach(
                (area, usage) -> family.add(Labels.of("area", area), value.applyAsLong(usage)));
    }

    private void buffers(MetricsText out) {
        var pools = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class);
        var used = out.bytes("jvm_buffer_pool_used", Type.GAUGE, "Memory of buffers off the heap.");
        pools.forEach(pool -> used.add(Labels.of("pool", pool.getName()), pool.getMemoryUsed()));
        var usage = buffers.usage();
        out.family("blockyard_buffers_lent", Type.GAUGE, "Transfer buffers in use.")
                .add(Labels.NONE, usage.lent());
        out.bytes("blockyard_buffers_idle", Type.GAUGE, "Memory kept for transfer buffers.")
                .add(Labels.NONE, usage.idleBytes());
    }

    private static void collections(MetricsText out) {
        var family = out.seconds("jvm_gc_collection", Type.SUMMARY, "Garbage collections.");
        for (var collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            family.summary(
                    Labels.of("gc", collector.getName()),
                    collector.getCollectionCount(),
                    Duration.ofMillis(collector.getCollectionTime()).toNanos());
        }
    }

    private static void threads(MetricsText out) {
        var threads = ManagementFactory.getThreadMXBean();
        out.family("jvm_threads_current", Type.GAUGE, "Platform threads.")
                .add(Labels.NONE, threads.getThreadCount());
        out.family("jvm_threads_peak", Type.GAUGE, "The most platform threads so far.")
                .add(Labels.NONE, threads.getPeakThreadCount());
    }

    private static void classes(MetricsText out) {
        var classes = ManagementFactory.getClassLoadingMXBean();
        out.family("jvm_classes_currently_loaded", Type.GAUGE, "Classes that are loaded.")
                .add(Labels.NONE, classes.getLoadedClassCount());
        out.family("jvm_classes_unloaded", Type.COUNTER, "Classes that were unloaded.")
                .add(Labels.NONE, classes.getUnloadedClassCount());
    }
}
