package org.blockyard.itest.formats;

/** What is true of the images that are made with certain options. */
public enum Quality {
    /** All that is copied to it is compressed. */
    COMPRESSED,
    /** It can't be written any more once it is made. */
    FROZEN,
    /** The peer fails to make it, but reads it. */
    OURS_ALONE,
    /** It is made a little larger than was asked for. */
    ROUNDED
}
