package org.blockyard.kernel.internal.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.kernel.internal.fixture.TestContribution;
import org.blockyard.kernel.internal.fixture.TestPlatform;
import org.blockyard.monitor.CommandContext;
import org.blockyard.monitor.CommandSet;
import org.blockyard.monitor.ManagementCommand;
import org.blockyard.monitor.RecordCommand;
import org.blockyard.option.Option;
import org.junit.jupiter.api.Test;

class CommandTableTest {
    record Arguments(@Option("what to say") String what) {}

    static final class Echo extends RecordCommand<Arguments> {
        private final String suffix;

        Echo(String suffix) {
            super("echo", "Says it again", Arguments.class);
            this.suffix = suffix;
        }

        @Override
        protected Object run(Arguments arguments, CommandContext context) {
            if (arguments.what().equals("fail")) {
                throw new IllegalStateException("on purpose");
            }
            return arguments.what() + suffix + context.origin();
        }
    }

    record Set(String suffix) implements CommandSet {
        @Override
        public List<ManagementCommand> commands() {
            return List.of(new Echo(suffix));
        }
    }

    @Test
    void commandsComeAndGoAndTheNewestWins() throws Exception {
        try (var test = new TestPlatform()) {
            var commands = test.platform.commands();
            assertTrue(commands.list().isEmpty());
            var old = new TestContribution("c", "1.0.0", new Set(" 1 "), CommandSet.class);
            var next = new TestContribution("c", "1.10.0", new Set(" 2 "), CommandSet.class);
            test.contributions.add(next);
            test.contributions.add(old);
            assertEquals("x 2 me", commands.run("echo", Map.of("what", "x"), "me"));
            test.contributions.remove(next);
            assertEquals("x 1 me", commands.run("echo", Map.of("what", "x"), "me"));
            test.contributions.remove(old);
            assertFalse(commands.find("echo").isPresent());
            var e = assertThrows(BlockException.class, () -> commands.run("echo", Map.of(), "me"));
            assertEquals("The command echo has not been found", e.sentence());
            assertEquals(ErrorKind.NOT_FOUND, e.kind());
        }
    }

    @Test
    void aCommandsDefectIsAnErrorOfTheCommand() {
        try (var test = new TestPlatform()) {
            test.contributions.add(
                    new TestContribution("c", "1.0.0", new Set(""), CommandSet.class));
            var commands = test.platform.commands();
            assertThrows(
                    BlockException.class, () -> commands.run("echo", Map.of("what", "fail"), "me"));
            var e =
                    assertThrows(
                            BlockException.class,
                            () -> commands.run("echo", Map.of("who", "x"), "me"));
            assertEquals(ErrorKind.INVALID_OPTION, e.kind());
        }
    }

    @Test
    void theKernelsOwnEventsAreKnown() {
        try (var test = new TestPlatform()) {
            var names = test.platform.commands().events().stream().map(e -> e.name()).toList();
            assertTrue(
                    names.containsAll(List.of("JOB_STATUS_CHANGE", "BLOCK_EXPORT_DELETED")),
                    names::toString);
        }
    }
}
