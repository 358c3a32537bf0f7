package org.blockyard.format.qcow2.internal.crypt;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.io.FilePlace;
import org.blockyard.io.LentPlace;
import org.blockyard.io.MappedRead;

/**
 * Guest data that are not compressed, by the place that the mapping gives; plain as they are, or
 * encrypted with the place in the file or on the disk.
 */
public interface GuestData {
    /** Fills the rest of the buffer. */
    void read(long host, long guest, ByteBuffer target) throws IOException;

    /** Fills the rest of the buffer if that can be done at once. */
    boolean tryRead(long host, long guest, ByteBuffer target) throws IOException;

    /** Writes the rest of the buffer. */
    void write(long host, long guest, ByteBuffer source) throws IOException;

    /** Writes the rest of the buffer if that can be done at once. */
    boolean tryWrite(long host, long guest, ByteBuffer source) throws IOException;

    /** Lends the first bytes of a range as mapped memory if that can be done at once. */
    Optional<MappedRead> tryMapSome(long host, int size) throws IOException;

    /** Lends the place of the first bytes of a range, if they lie there as they are. */
    default Optional<LentPlace> lendPlace(long host, long size) throws IOException {
        return Optional.empty();
    }

    /** As {@link #lendPlace} for a read, if it is known at once. */
    default Optional<LentPlace> tryLendPlace(long host, int size) throws IOException {
        return Optional.empty();
    }

    /** Has bytes copied to here as they are; false if they have to be written. */
    default boolean copyFrom(FilePlace source, long host) throws IOException {
        return false;
    }

    /** Data as they lie in the file. */
    static GuestData plain(ImageFile file) {
        return new PlainData(file);
    }
}
