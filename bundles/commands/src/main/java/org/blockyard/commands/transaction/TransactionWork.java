package org.blockyard.commands.transaction;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.blockyard.graph.DrainedSection;
import org.blockyard.monitor.CommandContext;
import org.blockyard.monitor.TransactionAction;
import org.blockyard.monitor.TransactionContext;
import org.blockyard.monitor.TransactionStep;
import org.blockyard.platform.LazyLogger;
import org.blockyard.platform.Platform;

/** The steps of one transaction, and what they have in common. Used by one thread, once. */
final class TransactionWork {
    private static final System.Logger LOG = LazyLogger.of(TransactionWork.class);

    private final CommandContext context;
    private final boolean grouped;
    private final List<TransactionStep> steps = new ArrayList<>();
    private final Deque<TransactionStep> prepared = new ArrayDeque<>();
    private final Deque<DrainedSection> sections = new ArrayDeque<>();
    private final Map<Class<?>, Object> shared = new HashMap<>();

    TransactionWork(CommandContext context, boolean grouped) {
        this.context = context;
        this.grouped = grouped;
    }

    /** Adds an action, of which only the data are looked at. */
    void add(TransactionAction action, Map<String, Object> data, String path) throws IOException {
        steps.add(action.step(data, new StepContext(path)));
    }

    /** Does all of it or nothing. */
    Object run() throws IOException {
        try {
            drainAll();
            prepareAll();
            steps.forEach(step -> surely("commit", step, TransactionStep::commit));
        } catch (Throwable t) {
            prepared.forEach(step -> surely("abort", step, TransactionStep::abort));
            throw t;
        } finally {
            prepared.forEach(step -> surely("clean", step, TransactionStep::clean));
            sections.forEach(DrainedSection::close);
        }
        return Map.of();
    }

    private void drainAll() throws IOException {
        var graph = context.platform().graph();
        var names = new LinkedHashSet<String>();
        for (var step : steps) {
            step.nodes().stream().filter(name -> graph.find(name).isPresent()).forEach(names::add);
        }
        if (!names.isEmpty()) {
            sections.push(graph.drain(names));
        }
    }

    private void prepareAll() throws IOException {
        for (var step : steps) {
            step.prepare();
            prepared.push(step);
        }
    }

    /** One step's failure here is a defect of its own and must not keep the others from theirs. */
    private static void surely(String what, TransactionStep step, Consumer<TransactionStep> call) {
        try {
            call.accept(step);
        } catch (RuntimeException e) {
            LOG.log(
                    Level.ERROR,
                    what + " of " + step.getClass().getSimpleName() + " in a transaction failed",
                    e);
        }
    }

    private final class StepContext implements TransactionContext {
        private final String path;

        StepContext(String path) {
            this.path = path;
        }

        @Override
        public Platform platform() {
            return context.platform();
        }

        @Override
        public String origin() {
            return context.origin();
        }

        @Override
        public String path() {
            return path;
        }

        @Override
        public boolean grouped() {
            return grouped;
        }

        @Override
        public void drain(Collection<String> nodeNames) throws IOException {
            sections.push(platform().graph().drain(nodeNames));
        }

        @Override
        public <T> T shared(Class<T> type, Supplier<T> made) {
            return type.cast(Objects.requireNonNull(shared.computeIfAbsent(type, _ -> made.get())));
        }
    }
}
