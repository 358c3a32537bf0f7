package org.blockyard.filter.quorum;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.blockyard.driver.Child;
import org.blockyard.driver.OpenContext;
import org.blockyard.filter.quorum.QuorumEvents.Operation;
import org.blockyard.filter.quorum.Reports.Place;
import org.blockyard.io.BlockException;
import org.blockyard.io.BufferPool;

/** The children, who do everything at once, and of whom so many have to succeed. */
final class Electorate {
    private final List<Child> children;
    private final int threshold;
    private final OpenContext context;
    private final Reports reports;

    Electorate(List<Child> children, int threshold, OpenContext context, Reports reports) {
        this.children = List.copyOf(children);
        this.threshold = threshold;
        this.context = context;
        this.reports = reports;
    }

    /** What is to be done with each child. */
    interface Work {
        void with(Child child, int index) throws IOException;
    }

    List<Child> children() {
        return children;
    }

    int threshold() {
        return threshold;
    }

    BufferPool buffers() {
        return context.buffers();
    }

    /** Does it with all children at once and tells who failed, by index. */
    List<Optional<BlockException>> all(Operation operation, Place place, Work work) {
        var failures = new AtomicReferenceArray<Optional<BlockException>>(children.size());
        var left = new CountDownLatch(children.size() - 1);
        for (int i = 1; i < children.size(); i++) {
            int index = i;
            context.scope()
                    .run(
                            "child " + i,
                            () -> {
                                try {
                                    failures.set(index, one(work, index));
                                } finally {
                                    left.countDown();
                                }
                            });
        }
        failures.set(0, one(work, 0));
        await(left);
        var told = new ArrayList<Optional<BlockException>>();
        for (int i = 0; i < children.size(); i++) {
            var failure = failures.get(i);
            told.add(failure);
            if (failure.isPresent()) {
                reports.failed(operation, children.get(i).nodeName(), place, failure.get());
            }
        }
        return told;
    }

    private Optional<BlockException> one(Work work, int index) {
        try {
            work.with(children.get(index), index);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(BlockException.of(e));
        }
    }

    private static void await(CountDownLatch latch) {
        boolean interrupted = false;
        while (true) {
            try {
                latch.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true; // the children are still at work with the caller's bytes
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Fails, with what most failed of, if too few succeeded. */
    void requireEnough(List<Optional<BlockException>> failures, Place place) throws BlockException {
        var failed = failures.stream().flatMap(Optional::stream).toList();
        if (failures.size() - failed.size() >= threshold) {
            return;
        }
        reports.failed(place);
        throw mostCommon(failed);
    }

    private static BlockException mostCommon(List<BlockException> failed) {
        var counts = new HashMap<Integer, Integer>();
        var most = failed.getFirst();
        for (var failure : failed) {
            int count = counts.merge(failure.errno(), 1, Integer::sum);
            if (count > counts.getOrDefault(most.errno(), 0)) {
                most = failure;
            }
        }
        return most;
    }
}
