package org.blockyard.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import org.blockyard.launcher.CommandLine.Given;
import org.blockyard.launcher.CommandLine.UsageException;
import org.junit.jupiter.api.Test;

/** Options are taken apart as people write them. */
class CommandLineTest {
    private static CommandLine parse(String... arguments) throws UsageException {
        return CommandLine.parse(List.of(arguments));
    }

    private static String complaint(String... arguments) {
        return assertThrows(UsageException.class, () -> parse(arguments)).getMessage();
    }

    @Test
    void theOrderIsKept() throws UsageException {
        assertEquals(
                List.of(
                        new Given("blockdev", "a"),
                        new Given("export", "b"),
                        new Given("blockdev", "c")),
                parse("--blockdev", "a", "--export", "b", "--blockdev", "c").options());
    }

    @Test
    void aTextMayFollowAnEqualsSign() throws UsageException {
        assertEquals(
                List.of(new Given("object", "secret,id=s")),
                parse("--object=secret,id=s").options());
    }

    @Test
    void aNameMayBeShortenedWhileItIsUnique() throws UsageException {
        assertEquals(List.of(new Given("nbd-server", "x")), parse("--nbd", "x").options());
        assertEquals(
                "option '--d' is ambiguous; possibilities: '--daemonize' '--demo' '--deploy'"
                        + " '--deploy-trust' '--deploy-trust-store'",
                complaint("--d"));
    }

    @Test
    void aTextThatLooksLikeAnOptionIsAText() throws UsageException {
        var line = parse("--pidfile", "-h");
        assertEquals(List.of(new Given("pidfile", "-h")), line.options());
        assertEquals(Optional.empty(), line.earlyExit());
    }

    @Test
    void helpAndVersionAreFoundInTheFirstPass() throws UsageException {
        assertEquals(Optional.of("help"), parse("--blockdev", "x", "-h").earlyExit());
        assertEquals(Optional.of("version"), parse("-V", "-h").earlyExit());
        assertEquals(Optional.of("version"), parse("-Vh").earlyExit());
    }

    @Test
    void traceHasAShortForm() throws UsageException {
        assertEquals(
                List.of(new Given("trace", "help"), new Given("trace", "x")),
                parse("-T", "help", "-Tx").options());
    }

    @Test
    void whatIsWrongIsNamed() {
        assertEquals("unrecognized option '--foo'", complaint("--foo"));
        assertEquals("invalid option -- 'x'", complaint("-x"));
        assertEquals("foo: Unexpected argument", complaint("foo"));
        assertEquals("bar: Unexpected argument", complaint("--", "bar"));
        assertEquals("option '--blockdev' requires an argument", complaint("--blockdev"));
        assertEquals(
                "option '--daemonize' doesn't allow an argument", complaint("--daemonize=yes"));
    }

    @Test
    void anOptionGivenSeveralTimesHasSeveralTexts() throws UsageException {
        assertEquals(List.of("a", "b"), parse("--deploy", "a", "--deploy", "b").all("deploy"));
    }
}
