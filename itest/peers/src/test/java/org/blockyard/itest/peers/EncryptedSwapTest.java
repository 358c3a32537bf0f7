package org.blockyard.itest.peers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.blockyard.itest.kit.NbdClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The driver of an encrypted disk is replaced after its password was taken away: the key is handed
 * over, so that nobody waits for the password to be tried, neither in the rehearsal nor behind the
 * gate.
 */
@Timeout(300)
class EncryptedSwapTest {
    private static final String OLD = "1.0.0";
    private static final String NEW = "1.90.0";
    private static final int SIZE = 64 << 10;
    private static final String SECRET = "secret,id=s,data=letmein";

    @TempDir Path temp;

    @Test
    void luksGoesOnWithoutItsPassword() throws Exception {
        goesOn("luks", "", "org.blockyard.format-luks");
    }

    @Test
    void encryptedQcow2GoesOnWithoutItsPassword() throws Exception {
        goesOn("qcow2", "encrypt.", "org.blockyard.format-qcow2");
    }

    private void goesOn(String format, String prefix, String bundle) throws Exception {
        var image = temp.resolve("disk." + format);
        var options =
                (format.equals("luks") ? "" : "encrypt.format=luks,")
                        + prefix
                        + "key-secret=s,"
                        + prefix
                        + "iter-time=10";
        var content = new byte[SIZE];
        Arrays.fill(content, (byte) 7);
        var raw = Files.write(temp.resolve("disk.raw"), content).toString();
        Product.run(
                        "img",
                        "convert",
                        "--object",
                        SECRET,
                        "-O",
                        format,
                        "-o",
                        options,
                        raw,
                        image.toString())
                .ok();
        try (var stage = new Stage(temp, 1)) {
            stage.start(
                    "--object",
                    SECRET,
                    "--blockdev",
                    "driver=file,node-name=file,filename=" + image,
                    "--blockdev",
                    "driver=%s,node-name=disk,file=file,%skey-secret=s".formatted(format, prefix),
                    "--export",
                    "type=nbd,id=e,node-name=disk,name=disk,writable=on");
            try (var client = new NbdClient(stage.socket(), "disk")) {
                stage.pin("disk");
                stage.deploy(bundle, NEW);
                stage.qmp().execute("object-del", Map.of("id", "s"));
                for (var version : new String[] {NEW, OLD, NEW}) {
                    stage.handedOver(format, version, "disk");
                    assertArrayEquals(content, client.read(0, SIZE));
                }
            }
        }
    }
}
