package org.blockyard.option;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockyard.io.BlockException;
import org.junit.jupiter.api.Test;

class KeyValuesTest {
    private static Map<String, Object> parse(String text) throws BlockException {
        return KeyValues.parse(text, Optional.of("driver"));
    }

    private static void refused(String sentence, String text) {
        assertEquals(sentence, assertThrows(BlockException.class, () -> parse(text)).sentence());
    }

    @Test
    void dotsMakeATreeAndNumbersAList() throws BlockException {
        assertEquals(
                Map.of(
                        "driver",
                        "quorum",
                        "children",
                        List.of("a", Map.of("driver", "raw")),
                        "file",
                        Map.of("k", "v")),
                parse("quorum,children.1.driver=raw,children.0=a,file.k=v"));
    }

    @Test
    void aDoubledCommaIsOne() throws BlockException {
        assertEquals(Map.of("a", "1,2", "b", ""), parse("a=1,,2,b=,"));
        assertEquals(Map.of("a", "x=y"), parse("a=x=y"));
        assertEquals(Map.of(), parse(""));
    }

    @Test
    void aLaterValueReplacesAnEarlier() throws BlockException {
        assertEquals(Map.of("a", "2"), parse("a=1,a=2"));
    }

    @Test
    void aBraceMeansJson() throws BlockException {
        assertEquals(Map.of("a", 1L), parse(" {'a': 1}"));
    }

    @Test
    void badTextIsRefusedByName() {
        refused("Expected '=' after parameter 'b'", "a=1,b");
        refused("Invalid parameter '=1'".replace("=1", ""), "=1");
        refused("Invalid parameter 'a..b'", "a..b=1");
        refused("Invalid parameter '-a'", "-a=1");
        refused("Invalid parameter '0a'", "0a=1");
        refused("Parameters 'a.*' used inconsistently", "a=1,a.b=2");
        refused("Parameters 'a.*' used inconsistently", "a.b=1,a=2");
        refused("Parameters 'a.*' used inconsistently", "a.0=1,a.b=2");
        refused("Parameter 'a.1' is missing", "a.0=1,a.2=2");
        refused("Invalid parameter 'a.99999999999999999999'", "a.99999999999999999999=1");
        var longName = "x".repeat(128);
        refused("Parameter '" + longName.substring(1) + "...' is too long", longName + "=1");
        assertThrows(BlockException.class, () -> parse("a" + ".a".repeat(1000) + "=1"));
    }

    @Test
    void flatTextKeepsDots() throws BlockException {
        assertEquals(
                Map.of("size", "2", "encrypt.format", "luks", "lazy_refcounts", "on"),
                KeyValues.parseFlat("size=1,encrypt.format=luks,lazy_refcounts,size=2"));
    }

    @Test
    void helpIsAWordAlone() {
        assertTrue(KeyValues.asksForHelp("help"));
        assertTrue(KeyValues.asksForHelp("secret,?"));
        assertFalse(KeyValues.asksForHelp("a=help"));
        assertFalse(KeyValues.asksForHelp("a=1,,help"));
    }

    @Test
    void nestJoinsWithTreesThatAreThere() throws BlockException {
        var tree = KeyValues.nest(Map.of("file", Map.of("driver", "file"), "file.filename", "x"));
        assertEquals(Map.of("file", Map.of("driver", "file", "filename", "x")), tree);
    }

    @Test
    void flattenUndoesNest() throws BlockException {
        Map<String, Object> tree =
                Map.of("a", List.of("x", Map.of("b", "y")), "c", Map.of("d", Map.of("e", "z")));
        var flat = KeyValues.flatten(tree);
        assertEquals(Map.of("a.0", "x", "a.1.b", "y", "c.d.e", "z"), flat);
        assertEquals(tree, KeyValues.nest(flat));
    }
}
