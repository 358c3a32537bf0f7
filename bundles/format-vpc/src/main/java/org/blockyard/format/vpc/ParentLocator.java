package org.blockyard.format.vpc;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.format.kit.ParentName;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * Where the name of a differencing disk's parent is, in the form of one system ("Parent Locator
 * Entries").
 *
 * @param code the system, four characters
 * @param length bytes of the name
 * @param offset where it begins in the file
 */
record ParentLocator(int code, int length, long offset) {
    /** "W2ru": a path of Windows relative to the image, in UTF-16. */
    static final int RELATIVE = 0x5732_7275;

    /** "W2ku": an absolute path of Windows, in UTF-16. */
    static final int ABSOLUTE = 0x5732_6b75;

    /** "MacX": a URL of a file, in UTF-8. */
    private static final int URL = 0x4d61_6358;

    /** No path is longer. */
    private static final int MOST_BYTES = 64 << 10;

    private static final Charset TEXT = StandardCharsets.UTF_16LE;

    /** The parent's name by the rules of this system: the relative one comes first. */
    static Optional<String> nameIn(ImageFile file, List<ParentLocator> locators)
            throws IOException {
        for (int code : new int[] {RELATIVE, ABSOLUTE, URL}) {
            for (var locator : locators) {
                if (locator.code == code && locator.length > 0) {
                    return Optional.of(locator.name(file));
                }
            }
        }
        return Optional.empty();
    }

    private String name(ImageFile file) throws IOException {
        if (length > MOST_BYTES || offset < 0 || offset > file.length() - length) {
            throw new BlockException(
                    ErrorKind.INVALID_FORMAT, "a VHD parent locator lies outside of the file");
        }
        var bytes = file.read(offset, length);
        if (code != URL) {
            return ParentName.fromWindows(TEXT.decode(bytes).toString().replace("\0", ""));
        }
        var url = StandardCharsets.UTF_8.decode(bytes).toString();
        try {
            return Optional.ofNullable(URI.create(url).getPath()).orElse(url);
        } catch (IllegalArgumentException e) {
            return url;
        }
    }

    /** A name as it is stored. */
    static byte[] stored(String name) throws BlockException {
        var bytes = ParentName.toWindows(name).getBytes(TEXT);
        if (bytes.length > MOST_BYTES) {
            throw new BlockException(ErrorKind.OUT_OF_RANGE, "the parent's name is too long");
        }
        return bytes;
    }

    /** The entry of a stored name. */
    static ParentLocator of(String name, int length, long offset) {
        return new ParentLocator(ParentName.isAbsolute(name) ? ABSOLUTE : RELATIVE, length, offset);
    }

    /** Where the last of its sectors ends. */
    long end() {
        return Math.ceilDiv(offset + length, DynamicHeader.SECTOR) * DynamicHeader.SECTOR;
    }
}
