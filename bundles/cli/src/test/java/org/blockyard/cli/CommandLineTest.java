package org.blockyard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CommandLineTest {
    private static final Flag QUIET = new Flag('q', "quiet", "", "say less");
    private static final Flag STRICT = new Flag('s', "strict", "", "be strict");
    private static final Flag FORMAT = new Flag('f', "format", "FMT", "the format");
    private static final Flag SOURCE =
            new Flag(Flag.NO_LETTER, "source-cache", "MODE", "the cache");
    private static final Flag NATIVE = new Flag('n', "", "", "only a letter");
    private static final Flag PROGRESS = new Flag('p', "progress", "[json]", "show it");
    private static final Grammar GRAMMAR =
            new Grammar(
                    "tool",
                    "tool --help",
                    List.of(QUIET, STRICT, FORMAT, SOURCE, NATIVE, PROGRESS, Flag.HELP));

    private static CommandLine parse(String... words) throws UsageException {
        return CommandLine.parse(GRAMMAR, List.of(words));
    }

    private static UsageException complaint(String... words) {
        return assertThrows(UsageException.class, () -> parse(words));
    }

    @Test
    void optionsMayStandAnywhere() throws Exception {
        var line = parse("a", "-f", "raw", "b", "--source-cache=none", "-s");
        assertEquals(List.of("a", "b"), line.operands());
        assertEquals(Optional.of("raw"), line.value(FORMAT));
        assertEquals(Optional.of("none"), line.value(SOURCE));
        assertTrue(line.has(STRICT));
        assertFalse(line.has(QUIET));
    }

    @Test
    void lettersMayBePutTogetherAndValuesToTheirLetter() throws Exception {
        var line = parse("-nqsfraw", "a", "-");
        assertTrue(line.has(QUIET) && line.has(STRICT) && line.has(NATIVE));
        assertEquals(Optional.of("raw"), line.value(FORMAT));
        assertEquals(List.of("a", "-"), line.operands());
    }

    @Test
    void longNamesMayBeAbbreviatedWhileTheyAreClear() throws Exception {
        assertTrue(parse("--stri").has(STRICT));
        assertEquals(
                "tool: option '--s' is ambiguous; possibilities: '--strict' '--source-cache'",
                complaint("--s").sentence());
    }

    @Test
    void aValueThatMayBeLeftOutIsTakenAfterAnEqualsSignOnly() throws Exception {
        assertEquals(Optional.of("json"), parse("--progress=json").value(PROGRESS));
        assertEquals(List.of("json"), parse("--progress", "json").operands());
        assertTrue(parse("-pq").has(QUIET));
        assertEquals("-p, --progress[=json]", PROGRESS.synopsis());
    }

    @Test
    void whatFollowsTwoDashesIsAnOperand() throws Exception {
        assertEquals(List.of("-q", "--"), parse("--", "-q", "--").operands());
    }

    @Test
    void theLastOfSeveralValuesCountsAndTheOrderIsKept() throws Exception {
        var line = parse("-f", "raw", "-s", "-f", "qcow2");
        assertEquals(Optional.of("qcow2"), line.value(FORMAT));
        assertEquals(List.of("raw", "qcow2"), line.values(FORMAT));
        assertEquals(
                List.of("format", "strict", "format"),
                line.given().stream().map(g -> g.flag().name()).toList());
    }

    @Test
    void complaintsAreWordedAsTheLibraryDoesAndAdvise() {
        assertEquals("tool: invalid option -- 'Z'", complaint("-Z").sentence());
        assertEquals("tool --help", complaint("-Z").advice());
        assertEquals("tool: unrecognized option '--zoo=1'", complaint("--zoo=1").sentence());
        assertEquals(
                "tool: option '--strict' doesn't allow an argument",
                complaint("--strict=1").sentence());
        assertEquals(
                "tool: option '--format' requires an argument", complaint("--format").sentence());
        assertEquals("tool: option requires an argument -- 'f'", complaint("a", "-f").sentence());
    }

    @Test
    void theReaderSeesOptionsBeforeWhatFollowsThemAndMayEndIt() throws Exception {
        var line =
                CommandLine.parse(
                        GRAMMAR, List.of("-qsZ", "--zoo"), option -> !option.flag().is(STRICT));
        assertTrue(line.has(QUIET) && line.has(STRICT));
        assertThrows(
                IllegalStateException.class,
                () ->
                        CommandLine.parse(
                                GRAMMAR,
                                List.of("-fraw", "-Z"),
                                option -> {
                                    throw new IllegalStateException(option.value());
                                }));
    }

    @Test
    void aDashAmongLettersIsNoOption() {
        assertEquals("tool: invalid option -- '-'", complaint("-q-s").sentence());
    }
}
