package org.blockyard.commands.node;

import java.util.List;
import java.util.Optional;
import org.blockyard.option.Option;

/** What an image tells of itself. */
public record ImageInfo(
        @Option("file name of the image") String filename,
        @Option("driver of the image") String format,
        @Option("whether it was not closed cleanly") Optional<Boolean> dirtyFlag,
        @Option("bytes of host space it uses") Optional<Long> actualSize,
        @Option("its length") long virtualSize,
        @Option("bytes a cluster") Optional<Integer> clusterSize,
        @Option("whether its data are encrypted") Optional<Boolean> encrypted,
        @Option("whether writes are compressed") Optional<Boolean> compressed,
        @Option("backing file as recorded") Optional<String> backingFilename,
        @Option("backing file, as found from here") Optional<String> fullBackingFilename,
        @Option("format of the backing file as recorded") Optional<String> backingFilenameFormat,
        @Option("internal snapshots") Optional<List<SnapshotInfo>> snapshots,
        @Option("what only this format has") Optional<ImageInfoSpecific> formatSpecific,
        @Option("the backing file's image, told in the same way") Optional<Object> backingImage) {
    /** An internal snapshot. */
    public record SnapshotInfo(
            @Option("id within the image") String id,
            @Option("name of the snapshot") String name,
            @Option("bytes of saved machine state") long vmStateSize,
            @Option("when it was taken, seconds since 1970") long dateSec,
            @Option("and nanoseconds") int dateNsec,
            @Option("the machine's clock then, seconds") long vmClockSec,
            @Option("and nanoseconds") int vmClockNsec,
            @Option("instructions run then") Optional<Long> icount) {}

    /** What only one format has. */
    public record ImageInfoSpecific(
            @Option("which format's") String type, @Option("its members") Object data) {}
}
