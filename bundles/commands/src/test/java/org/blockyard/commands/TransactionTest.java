package org.blockyard.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.kernel.internal.platform.KernelProvider;
import org.blockyard.monitor.RecordAction;
import org.blockyard.monitor.TransactionAction;
import org.blockyard.monitor.TransactionActions;
import org.blockyard.monitor.TransactionContext;
import org.blockyard.monitor.TransactionStep;
import org.blockyard.option.Option;
import org.blockyard.platform.Platform;
import org.blockyard.protocol.nothing.NullCoDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class TransactionTest {
    private final List<String> calls = new ArrayList<>();
    private final Platform platform =
            TestPlatform.of(
                    new KernelProvider(),
                    new StandardCommands(),
                    new StandardActions(),
                    new NullCoDriver(),
                    new Set());

    @AfterEach
    void end() {
        platform.close();
    }

    private final class Set implements TransactionActions {
        @Override
        public List<TransactionAction> actions() {
            return List.of(new Note(false), new Note(true));
        }
    }

    record Data(@Option("what to note") String word, @Option("node") Optional<String> node) {}

    /** Notes what is called; {@code note-group} can be part of a group. */
    private final class Note extends RecordAction<Data> {
        private final boolean groupable;

        Note(boolean groupable) {
            super(groupable ? "note-group" : "note", "Notes its calls.", Data.class);
            this.groupable = groupable;
        }

        @Override
        public boolean groupable() {
            return groupable;
        }

        @Override
        protected TransactionStep step(Data data, TransactionContext context) {
            return new NoteStep(data, context);
        }
    }

    private final class NoteStep implements TransactionStep {
        private final Data data;
        private final TransactionContext context;

        NoteStep(Data data, TransactionContext context) {
            this.data = data;
            this.context = context;
        }

        private void note(String what) {
            calls.add(what + " " + data.word());
        }

        @Override
        public Collection<String> nodes() {
            return data.node().stream().toList();
        }

        @Override
        public void prepare() throws IOException {
            note("prepare");
            if (data.word().equals("ill")) {
                throw new BlockException(ErrorKind.BUSY, "it is ill");
            }
            var first = context.shared(StringBuilder.class, StringBuilder::new).append(data.word());
            calls.add("so far " + first + (context.grouped() ? " grouped" : ""));
        }

        @Override
        public void commit() {
            note("commit");
            if (data.word().equals("odd")) {
                throw new IllegalStateException("a defect");
            }
        }

        @Override
        public void abort() {
            note("abort");
        }

        @Override
        public void clean() {
            note("clean");
        }
    }

    private static Map<String, Object> note(String word) {
        return Map.of("type", "note", "data", Map.of("word", word));
    }

    private void run(Object... actions) throws IOException {
        platform.commands().run("transaction", Map.of("actions", List.of(actions)), "test");
    }

    private String refusal(Object... actions) {
        return assertThrows(BlockException.class, () -> run(actions)).sentence();
    }

    @Test
    void allIsPreparedThenCommittedThenCleanedInReverse() throws IOException {
        run(note("a"), note("b"));
        assertEquals(
                List.of(
                        "prepare a",
                        "so far a",
                        "prepare b",
                        "so far ab",
                        "commit a",
                        "commit b",
                        "clean b",
                        "clean a"),
                calls);
    }

    @Test
    void oneFailureUndoesWhatWasPreparedInReverse() {
        assertEquals("it is ill", refusal(note("a"), note("b"), note("ill"), note("c")));
        assertEquals(
                List.of("abort b", "abort a", "clean b", "clean a"),
                calls.subList(calls.indexOf("prepare ill") + 1, calls.size()));
    }

    @Test
    void theActionAbortFailsWhenItsTurnComes() {
        var abort = Map.of("type", "abort", "data", Map.of());
        assertEquals(
                "Transaction aborted using Abort action", refusal(note("a"), abort, note("b")));
        assertEquals(List.of("prepare a", "so far a", "abort a", "clean a"), calls);
    }

    @Test
    void wrongDataOfALaterActionAreSaidBeforeAnythingIsDone() {
        assertEquals(
                "Parameter 'actions[1].data.word' is missing",
                refusal(note("a"), Map.of("type", "note", "data", Map.of())));
        assertEquals(
                "Parameter 'type' does not accept value 'frob'",
                refusal(note("a"), Map.of("type", "frob", "data", Map.of())));
        assertEquals(
                "Parameter 'actions[1].data' is missing",
                refusal(note("a"), Map.of("type", "note")));
        assertEquals(List.of(), calls);
    }

    @Test
    void aDefectInOneCommitDoesNotKeepTheOthersFromTheirs() throws IOException {
        run(note("odd"), note("b"));
        assertEquals(
                List.of("commit odd", "commit b", "clean b", "clean odd"),
                calls.subList(4, calls.size()));
    }

    @Test
    void onlyWhatCanBeGroupedIsTakenIntoAGroup() throws IOException {
        var grouped = Map.of("completion-mode", "grouped");
        var one = Map.of("type", "note-group", "data", Map.of("word", "g"));
        platform.commands()
                .run("transaction", Map.of("actions", List.of(one), "properties", grouped), "test");
        assertEquals("so far g grouped", calls.get(1));
        var refusal =
                assertThrows(
                        BlockException.class,
                        () ->
                                platform.commands()
                                        .run(
                                                "transaction",
                                                Map.of(
                                                        "actions",
                                                        List.of(one, note("a")),
                                                        "properties",
                                                        grouped),
                                                "test"));
        assertEquals(
                "Action 'note' does not support transaction property completion-mode = grouped",
                refusal.sentence());
    }

    @Test
    void nodesThatAStepNamesMayBeMissing() throws IOException {
        platform.graph().add(Map.of("driver", "null-co", "node-name", "n"));
        run(
                Map.of("type", "note", "data", Map.of("word", "a", "node", "n")),
                Map.of("type", "note", "data", Map.of("word", "b", "node", "nowhere")));
        assertEquals("clean a", calls.getLast());
    }
}
