package org.blockyard.crypto.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.blockyard.io.BlockException;
import org.blockyard.object.Objects;
import org.blockyard.object.Secret;
import org.blockyard.option.KeyValues;
import org.blockyard.option.ReadMode;
import org.blockyard.platform.Platform;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretTypeTest {
    private final SecretType type = new SecretType();
    private final Map<String, Secret> others = new HashMap<>();
    @TempDir Path dir;

    private Secret make(String text) throws IOException {
        var options = type.options().read(KeyValues.parse(text, Optional.empty()), ReadMode.TEXT);
        return (Secret) type.create("s", options, platform());
    }

    /** A platform that knows the other secrets and nothing else. */
    private Platform platform() {
        var objects = proxy(Objects.class, Map.of("find", others));
        return proxy(Platform.class, Map.of("objects", objects));
    }

    private static <T> T proxy(Class<T> type, Map<String, ?> answers) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (p, m, args) -> {
                            var answer = answers.get(m.getName());
                            return answer instanceof Map<?, ?> map
                                    ? Optional.ofNullable(map.get(args[0]))
                                    : answer;
                        }));
    }

    private void refused(String sentence, String text) {
        assertEquals(sentence, assertThrows(BlockException.class, () -> make(text)).sentence());
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void aSecretIsGivenInPlaceOrInAFile() throws IOException {
        var file = dir.resolve("key");
        Files.writeString(file, "aGVs\nbG8=\n");
        assertArrayEquals(ascii("hello"), make("data=hello").bytes());
        assertArrayEquals(ascii("hello"), make("data=aGVsbG8=,format=base64").bytes());
        assertArrayEquals(ascii("hello"), make("format=base64,file=" + file).bytes());
        assertArrayEquals(ascii("aGVs\nbG8=\n"), make("file=" + file).bytes());
    }

    @Test
    void anEncryptedSecretIsDecryptedWithAnother() throws Exception {
        var key = new byte[32];
        key[3] = 7;
        var iv = new byte[16];
        iv[5] = 9;
        others.put("master", key::clone);
        var cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(iv));
        var text = "format=base64,keyid=master,data=" + base64(cipher.doFinal(ascii("letmein")));
        assertArrayEquals(ascii("letmein"), make(text + ",iv=" + base64(iv)).bytes());
        refused("IV is required to decrypt secret", text);
        refused("IV should be 16 bytes in length not 3", text + ",iv=AAAA");
        refused(
                "No secret with id 'nobody'",
                text.replace("master", "nobody") + ",iv=" + base64(iv));
        others.put("master", () -> new byte[5]);
        refused("Key should be 32 bytes in length", text + ",iv=" + base64(iv));
        others.put("master", () -> new byte[32]);
        assertThrows(BlockException.class, () -> make(text + ",iv=" + base64(iv)));
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Test
    void whatIsIncompleteIsRefused() throws IOException {
        refused("Either 'file' or 'data' must be provided", "format=raw");
        refused("'file' and 'data' are mutually exclusive", "data=a,file=b");
        refused("Base64 data contains invalid characters", "data=!!,format=base64");
        refused("Base64 data is incomplete", "data=YQ=,format=base64");
        var large = dir.resolve("large");
        Files.write(large, new byte[(1 << 20) + 1]);
        refused("Secret file '" + large + "' is larger than 1048576 bytes", "file=" + large);
        assertThrows(BlockException.class, () -> make("file=" + dir.resolve("missing")));
    }

    @Test
    void aRemovedSecretIsWipedAndNeverPrinted() throws Exception {
        var secret = make("data=hello");
        ((AutoCloseable) secret).close();
        assertArrayEquals(new byte[5], secret.bytes());
        var options = type.options().read(Map.of("data", "hello"), ReadMode.JSON);
        assertFalse(options.toString().contains("hello"));
    }

    @Test
    void aSecretInClearIsNeitherToldNorWrittenDown() throws Exception {
        var clear = type.options().read(Map.of("data", "hello"), ReadMode.JSON);
        assertEquals(Optional.empty(), type.lasting(clear));
        var inFile = type.options().read(Map.of("file", "/run/key"), ReadMode.JSON);
        assertEquals(Optional.of(inFile), type.lasting(inFile));
        var held = (HeldSecret) type.create("s", clear, platform());
        assertEquals(Optional.empty(), held.properties().data());
        assertTrue(held.hidden().contains("data"));
    }
}
