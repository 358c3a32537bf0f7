package org.blockyard.img.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class CommandLineTest {
    private static CommandLine parse(String... words) throws UsageException {
        return CommandLine.parse(new Compare(), List.of(words));
    }

    @Test
    void optionsMayStandAnywhere() throws Exception {
        var line = parse("a", "-f", "raw", "b", "--b-format=qcow2", "-s");
        assertEquals(List.of("a", "b"), line.operands(2, 2, "two"));
        assertEquals("raw", line.value("format").orElseThrow());
        assertEquals("qcow2", line.value("b-format").orElseThrow());
        assertTrue(line.has("strict"));
        assertFalse(line.has("quiet"));
    }

    @Test
    void lettersMayBePutTogetherAndValuesToTheirLetter() throws Exception {
        var line = parse("-qsfraw", "a", "b");
        assertTrue(line.has("quiet") && line.has("strict"));
        assertEquals("raw", line.value("format").orElseThrow());
    }

    @Test
    void longNamesMayBeAbbreviatedWhileTheyAreClear() throws Exception {
        assertTrue(parse("--stri", "a", "b").has("strict"));
        // --s is --strict or --source-cache
        assertThrows(UsageException.class, () -> parse("--s", "a", "b"));
    }

    @Test
    void whatFollowsTwoDashesIsAName() throws Exception {
        assertEquals(List.of("-q", "--"), parse("--", "-q", "--").operands());
    }

    @Test
    void theLastOfSeveralValuesCounts() throws Exception {
        var line = parse("-f", "raw", "-f", "qcow2", "a", "b");
        assertEquals("qcow2", line.value("format").orElseThrow());
        assertEquals(List.of("raw", "qcow2"), line.values("format"));
    }

    @Test
    void complaintsNameTheOptionAndAdvise() {
        var unknown = assertThrows(UsageException.class, () -> parse("-Z"));
        assertEquals("qemu-img compare: invalid option -- 'Z'", unknown.getMessage());
        assertEquals("qemu-img compare --help", unknown.advice());
        assertThrows(UsageException.class, () -> parse("--strict=1"));
        assertThrows(UsageException.class, () -> parse("a", "-f"));
        var few = assertThrows(StatusException.class, () -> parse("a").operands(2, 2, "two"));
        assertEquals(1, few.status());
    }
}
