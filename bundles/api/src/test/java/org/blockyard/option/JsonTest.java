package org.blockyard.option;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @Test
    void valuesBecomeTrees() throws BlockException {
        assertEquals(
                Map.of(
                        "a",
                        1L,
                        "b",
                        List.of(-2L, 0.5, 1e3),
                        "c",
                        true,
                        "d",
                        JsonNull.NULL,
                        "e",
                        "x"),
                Json.parse(
                        " {\"a\": 1, \"b\": [-2, 0.5, 1e3],\n'c': true, \"d\": null, \"e\": 'x'} "));
        assertEquals(Long.MIN_VALUE, Json.parse("-9223372036854775808"));
        assertEquals(9223372036854775808.0, Json.parse("9223372036854775808"));
    }

    @Test
    void escapesAreUnderstood() throws BlockException {
        assertEquals(
                "\"'\\/\b\f\n\r\t\u00e9\ud83d\ude00",
                Json.parse("\"\\\"\\'\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00\""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[1",
                "[1,]",
                "{\"a\":1,}",
                "{\"a\" 1}",
                "{1: 2}",
                "01",
                "1.",
                ".5",
                "+1",
                "1e",
                "-",
                "1x",
                "nul",
                "truex",
                "\"",
                "'a\"",
                "\"\\x\"",
                "\"\\u12g4\"",
                "\"\\ud83d\"",
                "\"\n\"",
                "1 2",
                "{\"a\":1,\"a\":2}",
                "1e999",
                "\0",
                "[\0]",
                "NaN"
            })
    void whatIsNoJsonIsRefused(String text) {
        var e = assertThrows(BlockException.class, () -> Json.parse(text));
        assertEquals(ErrorKind.INVALID_FORMAT, e.kind());
    }

    @Test
    void theErrorNamesThePlace() {
        var e = assertThrows(BlockException.class, () -> Json.parse("{\"a\":\n  ?}"));
        assertEquals("JSON parse error at line 2, column 3: unexpected character", e.sentence());
    }

    @Test
    void nestingIsBounded() throws BlockException {
        Json.parse("[".repeat(1024) + "]".repeat(1024));
        assertThrows(BlockException.class, () -> Json.parse("[".repeat(1025) + "]".repeat(1025)));
        assertThrows(BlockException.class, () -> Json.parse("{'a':".repeat(1_000_000)));
    }

    @Test
    void tokensAreBounded() {
        var e =
                assertThrows(
                        BlockException.class, () -> Json.parse("[" + "1,".repeat(2 << 20) + "1]"));
        assertEquals("too many tokens", e.sentence().substring(e.sentence().lastIndexOf(": ") + 2));
    }

    private static Map<String, Object> sample() {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("a", 1L);
        tree.put("b", List.of(2L, 0.5, 3.0));
        tree.put("c", Map.of());
        tree.put("d", "\u00e9\n\"");
        return tree;
    }

    @Test
    void aTreeIsWrittenOnOneLine() {
        assertEquals(
                "{\"a\": 1, \"b\": [2, 0.5, 3], \"c\": {}, \"d\": \"\\u00E9\\n\\\"\"}",
                Json.write(sample()));
    }

    @Test
    void aTreeIsWrittenOverLines() {
        assertEquals(
                """
                {
                    "a": 1,
                    "b": [
                        2,
                        0.5,
                        3
                    ],
                    "c": {
                    },
                    "d": "\\u00E9\\n\\""
                }""",
                Json.writePretty(sample()));
    }
}
