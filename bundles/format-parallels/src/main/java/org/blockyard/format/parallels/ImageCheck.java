package org.blockyard.format.parallels;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.blockyard.driver.Checkable.Repair;
import org.blockyard.driver.Progress;
import org.blockyard.format.kit.CheckReport;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.io.BlockException;

/**
 * Looks for contradictions in an image and repairs them: a mark of being open that was left, a
 * wrong place for data, clusters outside of the file, clusters that two entries name, a damaged
 * extension, and space behind the last cluster. With no request in flight.
 */
final class ImageCheck {
    private static final int PIECE = 1 << 20;

    private final ParallelsImage image;
    private final ParallelsHeader header;
    private final ImageFile file;
    private final Repair repair;
    private final CheckReport report;
    private final Progress progress;
    private final ClusterSpace space;
    private long duplicates;
    private boolean allKnown = true;
    private int last = -1;
    private long lastEntry;

    /** A check of an image that tells its findings to the report. */
    ImageCheck(ParallelsImage image, Repair repair, CheckReport report, Progress progress)
            throws IOException {
        this.image = image;
        this.header = image.header();
        this.file = image.file();
        this.repair = repair;
        this.report = report;
        this.progress = progress;
        this.space = image.emptySpace();
    }

    /**
     * Does it; what was repaired is on stable storage.
     *
     * @param ours whether the image is open for writing here, so that it may have the mark and
     *     space ahead
     * @return what is used
     */
    ClusterSpace run(boolean ours) throws IOException {
        if (header.inUse() && !ours) {
            corruption("image was not closed correctly");
        }
        if (!image.dataStartIsSound() && corruption("data_off field has incorrect value")) {
            image.write(
                    ParallelsHeader.DATA_AT,
                    (int) (header.leastDataStart() / ParallelsHeader.SECTOR));
        }
        report.clusters(header.entries());
        image.forEach(this::checkEntry);
        checkExtension();
        if (!ours && allKnown) {
            checkTail();
        }
        if (duplicates > 0) {
            var seen = image.emptySpace();
            image.forEach((index, entry) -> checkDuplicate(seen, index, entry));
        }
        report.imageEnd(space.end());
        finish(ours);
        return space;
    }

    /** Whether nothing was found that keeps the image from being written. */
    boolean isSound() {
        return report.corruptions() == 0 && duplicates == 0;
    }

    /** Clusters that entries share. */
    long duplicates() {
        return duplicates;
    }

    /** Tells a contradiction; whether it is to be repaired. */
    private boolean corruption(String sentence) {
        if (repair == Repair.ALL) {
            report.corruptionFixed(sentence);
            return true;
        }
        report.corruption(sentence);
        return false;
    }

    private void checkEntry(int index, long entry) throws IOException {
        progress.update(index, header.entries());
        if (!image.isInside(entry)) {
            if (corruption("cluster " + index + " is outside image")) {
                image.set(index, 0);
            }
            return;
        }
        long clusters = header.clusterSize() / header.unit();
        report.allocated(last == index - 1 && lastEntry + clusters != entry && last >= 0, false);
        last = index;
        lastEntry = entry;
        if (!space.use(entry * header.unit())) {
            duplicates++;
        }
    }

    private void checkExtension() throws IOException {
        if (header.extensionSector() == 0) {
            return;
        }
        try {
            FormatExtension.read(image).clusters().forEach(space::use);
        } catch (BlockException malformed) {
            switch (malformed.kind()) {
                case INVALID_FORMAT -> {
                    if (corruption(malformed.sentence())) {
                        FormatExtension.forget(image);
                    }
                }
                case UNSUPPORTED -> {
                    report.error(malformed.sentence());
                    allKnown = false;
                }
                default -> throw malformed;
            }
        }
    }

    private void checkTail() throws IOException {
        long tail = file.length() - space.end();
        if (tail <= 0) {
            return;
        }
        long clusters = Math.ceilDiv(tail, header.clusterSize());
        var sentence = tail + " bytes at the end of the image";
        if (repair == Repair.NONE) {
            report.leak(sentence, clusters);
        } else {
            file.setLength(space.end());
            report.leakFixed(sentence, clusters);
        }
    }

    /** The second of two entries gets a copy. */
    private void checkDuplicate(ClusterSpace seen, int index, long entry) throws IOException {
        progress.update(index, header.entries());
        long offset = entry * header.unit();
        if (!image.isInside(entry)
                || seen.use(offset)
                || !corruption("duplicate offset in BAT entry " + index)) {
            return;
        }
        long copy = space.append(header.clusterSize()).data().offset();
        copy(offset, copy);
        file.flush();
        image.set(index, copy / header.unit());
    }

    private void copy(long from, long to) throws IOException {
        var piece = ByteBuffer.allocate(Math.min(PIECE, header.clusterSize()));
        for (long done = 0; done < header.clusterSize(); done += piece.limit()) {
            piece.clear().limit((int) Math.min(piece.capacity(), header.clusterSize() - done));
            file.read(from + done, piece);
            file.write(to + done, piece.flip());
        }
    }

    /** The mark goes last, so that a repair that was interrupted is done again. */
    private void finish(boolean ours) throws IOException {
        if (repair == Repair.NONE) {
            return;
        }
        if (!ours && allKnown) {
            // what copies made the file grow ahead
            file.trim(space.end());
        }
        file.flush();
        if (header.inUse() && !ours && repair == Repair.ALL) {
            image.write(ParallelsHeader.IN_USE_AT, 0);
            file.flush();
        }
    }
}
