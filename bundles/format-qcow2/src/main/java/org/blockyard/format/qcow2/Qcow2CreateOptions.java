package org.blockyard.format.qcow2;

import java.util.Optional;
import org.blockyard.driver.Preallocation;
import org.blockyard.option.Branch;
import org.blockyard.option.ChildRef;
import org.blockyard.option.Option;

/**
 * How a qcow2 image is made.
 *
 * @param file the node that is to hold it
 * @param size the disk's length
 * @param version the format's version
 * @param backingFile the file below it, as it is to be recorded
 * @param backingFmt its format
 * @param clusterSize bytes of a cluster
 * @param preallocation what is given space at once
 * @param lazyRefcounts whether reference counts may be written late
 * @param refcountBits the width of a reference count
 * @param compressionType how clusters are packed
 * @param extendedL2 whether clusters have subclusters
 * @param dataFile the node that holds guest data
 * @param dataFileRaw whether the data file is a raw image by itself
 * @param encrypt how guest data are encrypted
 */
public record Qcow2CreateOptions(
        @Option("node that is to hold the image") ChildRef file,
        @Option(value = "length of the disk", size = true, min = 0) long size,
        @Option(
                        value = "version of the format",
                        byDefault = "v3",
                        legacy = "compat",
                        legacyValues = {"0.10=v2", "1.1=v3"})
                Version version,
        @Option(value = "name of the file below it", max = 1023) Optional<String> backingFile,
        @Option("format of the file below it") Optional<String> backingFmt,
        @Option(
                        value = "bytes of a cluster",
                        size = true,
                        byDefault = "64K",
                        min = 512,
                        max = 2 << 20,
                        powerOfTwo = true)
                int clusterSize,
        @Option(value = "what is given space at once", byDefault = "off")
                Preallocation preallocation,
        @Option(value = "write reference counts late", byDefault = "off") boolean lazyRefcounts,
        @Option(
                        value = "width of a reference count",
                        byDefault = "16",
                        min = 1,
                        max = 64,
                        powerOfTwo = true)
                int refcountBits,
        @Option(value = "how clusters are packed", byDefault = "zlib")
                CompressionType compressionType,
        @Option(value = "divide clusters into subclusters", byDefault = "off") boolean extendedL2,
        @Option("node that holds guest data") Optional<ChildRef> dataFile,
        @Option(value = "keep the data file a raw image by itself", byDefault = "off")
                boolean dataFileRaw,
        @Option("how guest data are encrypted") Optional<Object> encrypt) {
    /** The versions of the format. */
    public enum Version {
        /** As QEMU 0.10 had it. */
        @Branch("v2")
        V2,
        /** As QEMU 1.1 has it. */
        @Branch("v3")
        V3
    }

    /** The ways of packing clusters. */
    public enum CompressionType {
        /** Deflate. */
        @Branch("zlib")
        ZLIB,
        /** Zstandard. */
        @Branch("zstd")
        ZSTD
    }
}
