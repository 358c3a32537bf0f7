package org.blockyard.itest.peers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.blockyard.itest.formats.Reader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** VMDK images that we make and write are the peer's, and the other way round. */
class VmdkAgainstQemuTest {
    private static final int MIB = 1 << 20;

    @TempDir Path folder;
    private byte[] plain;

    @BeforeEach
    void makePlainDisk() throws IOException {
        Tool.requires("qemu-img", "qemu-io");
        plain = new byte[3 * MIB + 512];
        new Random(7).nextBytes(plain);
        Arrays.fill(plain, MIB, 2 * MIB, (byte) 0);
        Files.write(path("plain"), plain);
    }

    private Path path(String name) {
        return folder.resolve(name);
    }

    /** Runs a tool; {@code @} in a word is the folder. */
    private Tool.Result run(Side side, String tool, String... words) {
        var arguments = new ArrayList<String>();
        for (var word : words) {
            arguments.add(word.replace("@", folder + "/"));
        }
        return side.run(tool, arguments);
    }

    private Tool.Result img(Side side, String line) {
        return run(side, "img", line.split(" "));
    }

    private Tool.Result io(Side side, String image, String... commands) {
        var words = new ArrayList<>(List.of("-f", "vmdk"));
        for (var command : commands) {
            words.addAll(List.of("-c", command));
        }
        words.add("@" + image);
        var result = run(side, "io", words.toArray(String[]::new)).ok();
        assertTrue(!result.out().contains("failed"), result.out());
        return result;
    }

    private Object told(Side side, String line) {
        return Told.comparable(img(side, line).ok().out());
    }

    private void assertToldTheSame(String line) {
        assertEquals(told(Side.THEIRS, line), told(Side.OURS, line), line);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "subformat=monolithicSparse,adapter_type=lsilogic",
                "subformat=monolithicFlat,hwversion=10,toolsversion=3",
                "subformat=twoGbMaxExtentSparse,zeroed_grain=on",
                "subformat=twoGbMaxExtentFlat,adapter_type=legacyESX",
                "subformat=streamOptimized,compat6=on"
            })
    void copiesAreTheSameBothWays(String options) {
        for (var maker : Side.values()) {
            var image = "@" + maker + ".vmdk";
            img(maker, "convert -f raw -O vmdk -o " + options + " @plain " + image).ok();
            img(maker.other(), "compare -f vmdk -F raw " + image + " @plain").ok();
            img(maker.other(), "check " + image).ok();
        }
        assertToldTheSame("info --output=json @OURS.vmdk");
        assertToldTheSame("map --output=json @THEIRS.vmdk");
        assertSameDescriptors();
    }

    @ParameterizedTest
    @ValueSource(strings = {"monolithicSparse", "twoGbMaxExtentFlat", "streamOptimized"})
    void compressedCopiesAreTakenByAllKinds(String kind) {
        img(Side.OURS, "convert -c -f raw -O vmdk -o subformat=" + kind + " @plain @image.vmdk")
                .ok();
        img(Side.THEIRS, "compare -f vmdk -F raw @image.vmdk @plain").ok();
    }

    /** But for what is drawn by lot, and the image's own name. */
    private void assertSameDescriptors() {
        assertEquals(descriptor(Side.THEIRS), descriptor(Side.OURS));
    }

    private List<String> descriptor(Side maker) {
        try {
            var text = Files.readString(path(maker + ".vmdk"), StandardCharsets.ISO_8859_1);
            int start = text.indexOf("# Disk DescriptorFile");
            int end = text.indexOf("ddb.toolsVersion", start);
            return text.substring(start, text.indexOf('\n', end))
                    .replace(maker.name(), "IMAGE")
                    .replaceAll("(?m)^CID=.*", "CID")
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "monolithicSparse, SEVEN_ZIP",
        "monolithicSparse, LIBVMDK",
        "monolithicFlat, SEVEN_ZIP",
        "twoGbMaxExtentSparse, SEVEN_ZIP",
        "twoGbMaxExtentSparse, LIBVMDK",
        "streamOptimized, SEVEN_ZIP",
        "streamOptimized, LIBVMDK"
    })
    void othersReadWhatWeMake(String kind, Reader reader) throws Exception {
        var missing = reader.missing();
        assertTrue(missing.isEmpty() || System.getenv("CI") == null, missing::toString);
        assumeTrue(missing.isEmpty(), missing::toString);
        img(Side.OURS, "convert -f raw -O vmdk -o subformat=" + kind + " @plain @image.vmdk").ok();
        var command = reader.command(path("image.vmdk"), path("copy"));
        Tool.run(command.toArray(String[]::new)).ok();
        assertArrayEquals(plain, Files.readAllBytes(path("copy")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"monolithicSparse", "twoGbMaxExtentSparse", "streamOptimized"})
    void overlaysAreWrittenByUsAndReadByThePeer(String kind) {
        img(Side.THEIRS, "create -q -f vmdk @base.vmdk 8M").ok();
        io(Side.THEIRS, "base.vmdk", "write -P 1 0 1M");
        img(
                        Side.OURS,
                        "create -q -f vmdk -o subformat=%s -b base.vmdk -F vmdk @over.vmdk"
                                .formatted(kind))
                .ok();
        io(Side.OURS, "over.vmdk", "write -P 2 100k 200k", "write -P 3 7M 10k");
        for (var side : Side.values()) {
            io(
                    side,
                    "over.vmdk",
                    "read -P 1 0 100k",
                    "read -P 2 100k 200k",
                    "read -P 1 300k 724k",
                    "read -P 0 1M 6M",
                    "read -P 3 7M 10k");
        }
        assertToldTheSame("info --output=json @over.vmdk");
        assertToldTheSame("map --output=json @over.vmdk");
        img(Side.THEIRS, "check @over.vmdk").ok();
    }

    @ParameterizedTest
    @EnumSource
    void aParentThatWasChangedIsNotReadThrough(Side changer) {
        img(Side.OURS, "create -q -f vmdk @base.vmdk 1M").ok();
        img(Side.OURS, "create -q -f vmdk -b base.vmdk -F vmdk @over.vmdk").ok();
        io(Side.OURS, "over.vmdk", "read -P 0 0 1M");
        io(changer, "base.vmdk", "write -P 9 0 1k");
        var opened = run(Side.OURS, "io", "-f", "vmdk", "-c", "read 0 512", "@over.vmdk");
        assertTrue(opened.status(1).err().contains("The parent"), opened.err());
        img(Side.OURS, "info @over.vmdk").ok();
    }

    @Test
    void extentsOfManyGibibytesAreFilesBesideEachOther() throws IOException {
        for (var side : Side.values()) {
            img(side, "create -q -f vmdk -o subformat=twoGbMaxExtentSparse @" + side + ".vmdk 5G")
                    .ok();
            for (int i = 1; i <= 3; i++) {
                assertTrue(Files.exists(path("%s-s%03d.vmdk".formatted(side, i))));
            }
        }
        assertSameDescriptors();
        io(Side.OURS, "OURS.vmdk", "write -P 5 2147450880 65536", "write -P 6 4294967296 4k");
        io(Side.THEIRS, "OURS.vmdk", "read -P 5 2147450880 65536", "read -P 6 4294967296 4k");
        assertToldTheSame("map --output=json @OURS.vmdk");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "compat6=on,hwversion=7",
                "subformat=monolithicFlat,zeroed_grain=on",
                "subformat=monolithicFlat,backing_file=@base.vmdk,backing_fmt=vmdk",
                "backing_file=@base.qcow2,backing_fmt=qcow2"
            })
    void whatCannotBeMadeIsRefusedInTheSameWords(String options) {
        img(Side.THEIRS, "create -q -f vmdk @base.vmdk 1M").ok();
        img(Side.THEIRS, "create -q -f qcow2 @base.qcow2 1M").ok();
        var line = "create -q -f vmdk -o " + options + " @x.vmdk 1M";
        assertEquals(img(Side.THEIRS, line).status(1).err(), img(Side.OURS, line).status(1).err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc/passwd", "../plain", "nbd://localhost/x", "json:{}"})
    void namesThatLeadOutOfTheFolderAreRefused(String name) throws IOException {
        writeDescriptor("monolithicFlat", "RW 8 FLAT \"" + name + "\" 0");
        for (var line : List.of("info -f vmdk @image.vmdk", "check -f vmdk @image.vmdk")) {
            var refused = img(Side.OURS, line).status(1);
            assertTrue(refused.err().contains("Extent '" + name + "'"), refused.err());
        }
    }

    @Test
    void aParentThatIsNoVmdkIsNotRead() throws IOException {
        writeDescriptor(
                "monolithicFlat",
                "parentFileNameHint=\"" + path("plain") + "\"\nRW 8 FLAT \"plain\" 0");
        img(Side.OURS, "convert -f vmdk -O raw @image.vmdk @copy").status(1);
    }

    @Test
    void anOperatorMayNameTheExtents() throws IOException {
        writeDescriptor("monolithicFlat", "RW 6145 FLAT \"/elsewhere\" 0");
        var opened =
                "driver=vmdk,file.filename=@image.vmdk,extents.0.driver=file,"
                        + "extents.0.filename=@plain";
        img(Side.OURS, "convert -O raw --image-opts " + opened + " @copy").ok();
        assertArrayEquals(plain, Files.readAllBytes(path("copy")));
    }

    @Test
    void extentsThatAreOnlyReadMakeADiskThatIsOnlyRead() throws IOException {
        writeDescriptor(
                "twoGbMaxExtentFlat",
                "RDONLY 8 FLAT \"plain\" 0\nRW 8 ZERO\nRDONLY 8 FLAT \"plain\" 4096");
        img(Side.OURS, "convert -f vmdk -O raw @image.vmdk @copy").ok();
        var expected = Arrays.copyOf(plain, 3 * 4096);
        Arrays.fill(expected, 4096, 8192, (byte) 0);
        System.arraycopy(plain, 4096 * 512, expected, 8192, 4096);
        assertArrayEquals(expected, Files.readAllBytes(path("copy")));
        var refused = run(Side.OURS, "io", "-f", "vmdk", "-c", "read 0 512", "@image.vmdk");
        assertTrue(refused.status(1).err().contains("must be read only"), refused.err());
    }

    private void writeDescriptor(String kind, String lines) throws IOException {
        Files.writeString(
                path("image.vmdk"),
                """
                # Disk DescriptorFile
                version=1
                CID=12345678
                parentCID=ffffffff
                createType="%s"
                %s
                """
                        .formatted(kind, lines));
    }

    @ParameterizedTest
    @ValueSource(strings = {"vmfsSparse", "seSparse"})
    void extentsOfEsxAreReadAsThePeerReadsThem(String kind) throws IOException {
        boolean small = kind.equals("seSparse");
        writeDescriptor(kind, "RW 4096 " + kind.toUpperCase(Locale.ROOT) + " \"esx\"");
        Files.write(path("esx"), (small ? EsxExtents.seSparse() : EsxExtents.cowd()).array());
        for (var side : Side.values()) {
            img(side, "convert -f vmdk -O raw @image.vmdk @" + side).ok();
        }
        var content = Files.readAllBytes(path("OURS"));
        assertArrayEquals(Files.readAllBytes(path("THEIRS")), content);
        assertEquals(EsxExtents.FILLING, content[EsxExtents.FILLED]);
        assertToldTheSame("info --output=json @image.vmdk");
        assertToldTheSame("map --output=json @image.vmdk");
    }

    @Test
    void damageIsToldAndRepaired() throws IOException {
        img(Side.OURS, "convert -f raw -O vmdk @plain @image.vmdk").ok();
        var bytes = ByteBuffer.wrap(Files.readAllBytes(path("image.vmdk")));
        // the first table of the second directory, behind one sector for that
        int first = Integer.reverseBytes(bytes.getInt(56)) * 512 + 512;
        bytes.putInt(first, Integer.reverseBytes(0x7fffffff));
        Files.write(path("image.vmdk"), bytes.array());
        img(Side.OURS, "check @image.vmdk").status(2);
        img(Side.OURS, "check -r all @image.vmdk").ok();
        for (var side : Side.values()) {
            img(side, "check @image.vmdk").ok();
            img(side, "compare -f vmdk -F raw @image.vmdk @plain").ok();
        }
    }

    @Test
    void zeroedGrainsNeedNoSpace() {
        img(Side.OURS, "create -q -f vmdk -o zeroed_grain=on @image.vmdk 4M").ok();
        io(Side.OURS, "image.vmdk", "write -P 1 0 4M", "write -z -u 1M 1M", "write -z 3M 4k");
        for (var side : Side.values()) {
            io(
                    side,
                    "image.vmdk",
                    "read -P 1 0 1M",
                    "read -P 0 1M 1M",
                    "read -P 1 2M 1M",
                    "read -P 0 3M 4k");
        }
        assertToldTheSame("map --output=json @image.vmdk");
    }

    @Test
    void aStreamIsWrittenAgainAndStaysOne() throws Exception {
        img(Side.THEIRS, "convert -f raw -O vmdk -o subformat=streamOptimized @plain @image.vmdk")
                .ok();
        io(Side.OURS, "image.vmdk", "write -P 7 1000000 3000", "write -P 8 3M 512");
        Arrays.fill(plain, 1_000_000, 1_003_000, (byte) 7);
        Arrays.fill(plain, 3 * MIB, 3 * MIB + 512, (byte) 8);
        Files.write(path("plain"), plain);
        for (var side : Side.values()) {
            img(side, "compare -f vmdk -F raw @image.vmdk @plain").ok();
            img(side, "check @image.vmdk").ok();
        }
    }

    @Test
    void imagesAreMadeOfNodes() throws Exception {
        try (var pair = QmpPair.start(folder)) {
            pair.mask().sort("id").hide("current-progress", "total-progress");
            pair.same(
                    """
                    blockdev-create {"job-id": "f", "options": {"driver": "file", "filename": "d.vmdk", "size": 0}}
                    await JOB_STATUS_CHANGE {"status": "concluded"}
                    blockdev-create {"job-id": "e", "options": {"driver": "file", "filename": "e.vmdk", "size": 0}}
                    await JOB_STATUS_CHANGE {"status": "concluded"}
                    blockdev-add {"driver": "file", "node-name": "d", "filename": "d.vmdk"}
                    blockdev-add {"driver": "file", "node-name": "e", "filename": "e.vmdk"}
                    blockdev-create {"job-id": "none", "options": {"driver": "vmdk", "file": "d", "subformat": "monolithicFlat", "size": 1048576}}
                    await JOB_STATUS_CHANGE {"status": "concluded"}
                    blockdev-create {"job-id": "many", "options": {"driver": "vmdk", "file": "d", "extents": ["e"], "size": 1048576}}
                    await JOB_STATUS_CHANGE {"status": "concluded"}
                    blockdev-create {"job-id": "good", "options": {"driver": "vmdk", "file": "d", "subformat": "monolithicFlat", "extents": ["e"], "size": 1048576}}
                    await JOB_STATUS_CHANGE {"status": "concluded"}
                    query-jobs {}
                    blockdev-del {"node-name": "e"}
                    blockdev-add {"driver": "vmdk", "node-name": "v", "file": "d"}
                    """);
        }
    }
}
