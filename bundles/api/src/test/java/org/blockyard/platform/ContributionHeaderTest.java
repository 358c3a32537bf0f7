package org.blockyard.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Set;
import org.blockyard.io.BlockException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContributionHeaderTest {
    @Test
    void clausesArePartedOutsideOfQuotes() throws BlockException {
        var all =
                ContributionHeader.parse(
                        "a.B;services=\"x.Y,x.Z\";name=raw , a.C ; services=x.Y;name=\"q\\\"c\";version:Version=1.2.3");
        assertEquals(2, all.size());
        assertEquals("a.B", all.get(0).className());
        assertEquals(Set.of("x.Y", "x.Z"), all.get(0).services());
        assertEquals("raw", all.get(0).name());
        assertEquals("q\"c", all.get(1).name());
        assertEquals("1.2.3", all.get(1).attributes().get("version"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.B",
                "a.B;name=x",
                "a.B;services=x",
                ";services=x;name=y",
                "a.B;services=\"x;name=y",
                "a.B;x",
                "a.B;services=\"x\\"
            })
    void whatIsIncompleteIsRefused(String header) {
        assertThrows(BlockException.class, () -> ContributionHeader.parse(header));
    }
}
