package org.blockyard.authz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.blockyard.io.BlockException;
import org.blockyard.object.Authorizer;
import org.blockyard.object.Configurable;
import org.blockyard.object.ObjectType;
import org.blockyard.option.Json;
import org.blockyard.option.ReadMode;
import org.blockyard.platform.Platform;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthorizersTest {
    private static final String LIST =
            "{'policy': 'deny', 'rules': ["
                    + "{'match': 'CN=mallory', 'policy': 'deny'},"
                    + "{'match': 'CN=*', 'policy': 'allow', 'format': 'glob'},"
                    + "{'match': '*', 'policy': 'allow'}]}";

    @TempDir Path folder;

    @SuppressWarnings("unchecked") // trees have no other keys than text
    private static <O extends Record> Authorizer make(ObjectType<O> type, String json)
            throws IOException {
        var tree = (Map<String, Object>) Json.parse(json);
        var options = type.options().read(tree, ReadMode.JSON);
        return (Authorizer) type.create("a", options, (Platform) platform());
    }

    private static Object platform() {
        return java.lang.reflect.Proxy.newProxyInstance(
                Platform.class.getClassLoader(),
                new Class<?>[] {Platform.class},
                (proxy, method, arguments) -> {
                    throw new IllegalStateException("not needed here");
                });
    }

    @Test
    void oneMayConnectUntilItIsAnother() throws Exception {
        var one = make(new SimpleType(), "{'identity': 'fred'}");
        assertTrue(one.allows("fred"));
        assertFalse(one.allows("fred "));
        becomeBob(one);
        assertTrue(one.allows("bob"));
        assertFalse(one.allows("fred"));
    }

    @SuppressWarnings("unchecked") // that is what SimpleType makes
    private static void becomeBob(Authorizer one) throws Exception {
        ((Configurable<SimpleType.Properties>) one)
                .change(properties -> new SimpleType.Properties("bob"));
    }

    @Test
    void theFirstRuleThatMatchesDecides() throws Exception {
        var list = make(new ListType(), LIST);
        assertFalse(list.allows("CN=mallory"));
        assertTrue(list.allows("CN=alice"));
        assertTrue(list.allows("*"), "without format=glob it is compared as it is");
        assertFalse(list.allows("alice"), "the policy holds for the rest");
        assertFalse(make(new ListType(), "{}").allows("anyone"), "nobody may by default");
        assertTrue(make(new ListType(), "{'policy': 'allow'}").allows("anyone"));
    }

    @Test
    void patternsMatchInTimeThatIsBounded() {
        assertTrue(new Glob("").matches(""));
        assertFalse(new Glob("").matches("a"));
        assertTrue(new Glob("*").matches(""));
        assertTrue(new Glob("a?c").matches("abc"));
        assertFalse(new Glob("a?c").matches("ac"));
        assertTrue(new Glob("*b*d").matches("abcbd"));
        assertFalse(new Glob("*b*d").matches("abcbde"));
        assertFalse(new Glob("a*".repeat(500) + "b").matches("a".repeat(5000)));
    }

    @Test
    void aFileIsReadAgainWhenItHasChanged() throws Exception {
        var file = Files.writeString(folder.resolve("list"), LIST);
        var kept = make(new ListFileType(), "{'refresh': false, 'filename': '" + file + "'}");
        var list = make(new ListFileType(), "{'filename': '" + file + "'}");
        assertTrue(list.allows("CN=alice"));
        Files.writeString(file, "{'policy': 'deny'}");
        assertFalse(list.allows("CN=alice"));
        assertTrue(kept.allows("CN=alice"));
        Files.writeString(file, "{'policy': 'al");
        assertFalse(list.allows("CN=alice"), "nobody may while it can't be read");
        Files.delete(file);
        assertFalse(list.allows("CN=alice"));
        Files.writeString(file, LIST);
        assertTrue(list.allows("CN=alice"));
    }

    @Test
    void aFileThatIsNoListIsRefused() throws Exception {
        var missing = folder.resolve("missing");
        assertEquals(
                "Unable to read '"
                        + missing
                        + "': Failed to open file \u201c"
                        + missing
                        + "\u201d: No such file or directory",
                refusal(missing));
        var array = Files.writeString(folder.resolve("array"), "[]");
        assertEquals("File '" + array + "' must contain a JSON object", refusal(array));
        var half = Files.writeString(folder.resolve("half"), "{'rules': [{'match': 'x'}]}");
        assertEquals("Parameter 'rules[0].policy' is missing", refusal(half));
    }

    private static String refusal(Path file) {
        return assertThrows(
                        BlockException.class,
                        () -> make(new ListFileType(), "{'filename': '" + file + "'}"))
                .sentence();
    }
}
