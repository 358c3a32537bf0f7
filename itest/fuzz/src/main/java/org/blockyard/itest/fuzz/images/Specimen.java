package org.blockyard.itest.fuzz.images;

import java.util.ArrayList;
import java.util.List;

/**
 * A sound image, and where its metadata lie, so that damage hits what matters.
 *
 * @param name what is particular about it
 * @param bytes the image
 * @param structures where there is metadata, the header first
 * @param secret whether it takes a password
 */
record Specimen(String name, byte[] bytes, List<Structure> structures, boolean secret) {
    static final String SECRET = "secret,id=s,data=word";

    /**
     * A run of metadata.
     *
     * @param offset where it begins
     * @param length its bytes
     */
    record Structure(int offset, int length) {}

    /** What names such an image to the tools, with the options that it takes to open it. */
    List<String> reference(String image) {
        return reference(image, secret);
    }

    static List<String> reference(String image, boolean secret) {
        var words = new ArrayList<String>();
        if (secret) {
            words.addAll(List.of("--object", SECRET, "--image-opts"));
            words.add("driver=qcow2,encrypt.key-secret=s,file.filename=" + image);
        } else {
            words.addAll(List.of("-f", "qcow2", image));
        }
        return words;
    }
}
