package org.blockyard.itest.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Encrypted disks of ours and of cryptsetup, both ways. What it takes no device mapper for is asked
 * of cryptsetup: its headers and key slots, and encryption of a file in place.
 */
class LuksAgainstPeersTest {
    private static final int SIZE = 4 << 20;

    /** Quick to try; how long it takes is not tested here. */
    private static final String QUICK = "--pbkdf-force-iterations 1000 ";

    private static final String SLOW_BY_MEMORY =
            "--pbkdf-memory 4096 --pbkdf-parallel 1 --pbkdf-force-iterations 4 ";

    @TempDir Path folder;

    @BeforeEach
    void makePasswords() throws IOException {
        Tool.requires("cryptsetup", "qemu-img");
        Files.writeString(path("key"), "letmein");
        Files.writeString(path("another"), "sesame");
        var plain = new byte[SIZE];
        new Random(1).nextBytes(plain);
        Files.write(path("plain"), plain);
    }

    private Path path(String name) {
        return folder.resolve(name);
    }

    private Tool.Result cryptsetup(String line) {
        return shell("cryptsetup -q " + line);
    }

    private Tool.Result shell(String line) {
        return Tool.run("sh", "-c", "cd \"$0\" && exec " + line, folder.toString());
    }

    private Tool.Result us(String tool, String line) {
        var all = new ArrayList<String>();
        for (var word : line.split(" ")) {
            all.add(word.replace("@", folder + "/"));
            if (all.size() == 1 && tool.equals("img")) {
                all.addAll(List.of("--object", "secret,id=s,file=" + path("key")));
                all.addAll(List.of("--object", "secret,id=n,file=" + path("another")));
            }
        }
        return Product.run(tool, all.toArray(String[]::new));
    }

    private Tool.Result them(String line) {
        var all = new ArrayList<>(List.of("qemu-img"));
        for (var word : line.split(" ")) {
            all.add(word.replace("@", folder + "/"));
            if (all.size() == 2) {
                all.addAll(List.of("--object", "secret,id=s,file=" + path("key")));
            }
        }
        return Tool.run(all, Map.of());
    }

    private Tool.Result opens(String file, String key) {
        return cryptsetup("luksOpen --test-passphrase --key-file " + key + " " + file);
    }

    @ParameterizedTest
    @CsvSource({
        "'', aes, xts-plain64, sha256, 512",
        "'cipher-alg=aes-128,hash-alg=sha512,', aes, xts-plain64, sha512, 256",
        "'cipher-mode=cbc,ivgen-alg=essiv,ivgen-hash-alg=sha256,', aes, cbc-essiv:sha256, sha256, 256",
        "'cipher-alg=aes-192,cipher-mode=cbc,', aes, cbc-plain64, sha256, 192",
        "'cipher-mode=cbc,ivgen-alg=plain,hash-alg=sha1,', aes, cbc-plain, sha1, 256",
    })
    void cryptsetupOpensWhatWeMake(
            String options, String cipher, String mode, String hash, int keyBits) {
        us("img", "create -q -f luks -o " + options + "key-secret=s,iter-time=10 @disk 1M").ok();
        var told = cryptsetup("luksDump disk").ok().out();
        assertTrue(told.matches("(?s).*Cipher name: +\t" + cipher + "\n.*"), told);
        assertTrue(told.matches("(?s).*Cipher mode: +\t" + mode + "\n.*"), told);
        assertTrue(told.matches("(?s).*Hash spec: +\t" + hash + "\n.*"), told);
        assertTrue(told.matches("(?s).*MK bits: +\t" + keyBits + "\n.*"), told);
        opens("disk", "key").ok();
        assertEquals(2, opens("disk", "another").status());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--cipher aes-xts-plain64 --key-size 512 --hash sha256",
                "--cipher aes-xts-plain64 --key-size 256 --hash sha512",
                "--cipher aes-cbc-essiv:sha256 --key-size 256 --hash sha1",
            })
    void weReadAndWriteInWhatCryptsetupMakes(String options) throws IOException {
        shell("truncate -s 12M disk").ok();
        cryptsetup("luksFormat --type luks1 " + QUICK + options + " --key-file key disk").ok();
        var target = "driver=luks,key-secret=s,file.filename=@disk";
        us("img", "convert -n -f raw --target-image-opts @plain " + target).ok();
        opens("disk", "key").ok();
        them("convert -O raw --image-opts " + target + " @theirs").ok();
        us("img", "convert -O raw --image-opts " + target + " @ours").ok();
        shell("cmp ours theirs").ok();
        shell("cmp -n " + SIZE + " ours plain").ok();
    }

    @Test
    void passwordsOfEitherOpenForTheOther() {
        us("img", "create -q -f luks -o key-secret=s,iter-time=10 @disk 1M").ok();
        cryptsetup("luksAddKey " + QUICK + "--key-file key disk another").ok();
        var opened = "driver=luks,file.filename=@disk,key-secret=";
        us("img", "convert -O raw --image-opts " + opened + "n @copy").ok();
        us("img", "amend -o state=inactive,old-secret=s --image-opts " + opened + "n").ok();
        assertEquals(2, opens("disk", "key").status());
        opens("disk", "another").ok();
        us("img", "amend -o state=active,new-secret=s,iter-time=10 --image-opts " + opened + "n")
                .ok();
        opens("disk", "key").ok();
        cryptsetup("luksRemoveKey disk another").ok();
        us("img", "convert -O raw --image-opts " + opened + "n @copy").status(1);
        us("img", "convert -O raw --image-opts " + opened + "s @copy").ok();
    }

    @Test
    void aHeaderApartIsOneForCryptsetup() {
        us("img", "create -q -f luks -o key-secret=s,iter-time=10,header=@header @data 4M").ok();
        cryptsetup("luksOpen --test-passphrase --key-file key --header header data").ok();
        shell("truncate -s 4M more").ok();
        cryptsetup("luksFormat --type luks1 " + QUICK + "--key-file key --header other more").ok();
        us(
                        "img",
                        "convert -n -f raw --target-image-opts @plain driver=luks,key-secret=s,"
                                + "file.filename=@more,header.driver=file,header.filename=@other")
                .ok();
        us(
                        "img",
                        "compare --image-opts driver=raw,file.filename=@plain driver=luks,key-secret=s,"
                                + "file.filename=@more,header.driver=file,header.filename=@other")
                .ok();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--pbkdf pbkdf2 " + QUICK + "--sector-size 512",
                "--pbkdf argon2i " + SLOW_BY_MEMORY + "--sector-size 4096",
                "--pbkdf argon2id "
                        + SLOW_BY_MEMORY
                        + "--cipher aes-cbc-essiv:sha256 --key-size 256",
            })
    void whatCryptsetupEncryptsInVersion2IsRead(String options) {
        shell("cp plain disk").ok();
        shell("truncate -s 36M disk").ok();
        cryptsetup(
                        "reencrypt --encrypt --type luks2 --force-offline-reencrypt"
                                + " --reduce-device-size 32M --resilience none --key-file key "
                                + options
                                + " disk")
                .ok();
        var opened = "driver=luks,key-secret=s,file.filename=@disk";
        us("img", "convert -O raw --image-opts " + opened + " @ours").ok();
        shell("cmp -n " + SIZE + " ours plain").ok();
        // what we write there cryptsetup still finds to be its own
        us("img", "convert -n -f raw --target-image-opts @plain " + opened).ok();
        opens("disk", "key").ok();
        var info = us("img", "info -f luks @disk").ok().out();
        assertTrue(info.contains("version: 2"), info);
    }

    @Test
    void theKeySlotsOfVersion2AreLeftAlone() {
        shell("truncate -s 20M disk").ok();
        cryptsetup("luksFormat --type luks2 --pbkdf pbkdf2 " + QUICK + "--key-file key disk").ok();
        var refused =
                us(
                        "img",
                        "amend -o state=active,new-secret=n --image-opts"
                                + " driver=luks,key-secret=s,file.filename=@disk");
        assertTrue(refused.status(1).err().contains("version 2"), refused.err());
        opens("disk", "key").ok();
        cryptsetup("luksAddKey --pbkdf pbkdf2 " + QUICK + "--key-file key disk another").ok();
        us("img", "convert -O raw --image-opts driver=luks,key-secret=n,file.filename=@disk @copy")
                .ok();
    }
}
