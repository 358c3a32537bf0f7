package org.blockyard.format.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No name of a parent in an image makes its reader use a protocol. */
class ParentNameTest {
    @ParameterizedTest
    @ValueSource(strings = {"base.vmdk", "../base.vmdk", "/images/base.vmdk", "a/x:y"})
    void aParentIsAnyFile(String name) throws Exception {
        assertEquals(name, ParentName.requireFile(name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"nbd://host/export", "json:{}", "http://host/base.vmdk", "C:/base.vhdx"})
    void aParentIsNothingElse(String name) {
        var failure = assertThrows(BlockException.class, () -> ParentName.requireFile(name));
        assertEquals(ErrorKind.DENIED, failure.kind());
    }

    @ParameterizedTest
    @CsvSource({
        "base.vhd, .\\base.vhd",
        "../sub/base.vhd, .\\..\\sub\\base.vhd",
        "/images/base.vhd, \\images\\base.vhd",
    })
    void separatorsOfWindowsAreTranslatedBothWays(String here, String there) throws Exception {
        assertEquals(there, ParentName.toWindows(here));
        assertEquals(here, ParentName.fromWindows(there));
    }

    @Test
    void nameThatCouldNotBeReadAgainIsRefused() {
        assertThrows(BlockException.class, () -> ParentName.toWindows("a\\b"));
    }
}
