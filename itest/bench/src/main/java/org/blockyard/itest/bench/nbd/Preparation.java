package org.blockyard.itest.bench.nbd;

/** What is done before each run of a load, besides the warm-up before the first. */
enum Preparation {
    /** Nothing: all that is read is in the page cache. */
    NONE,
    /** The image is dropped from the page cache. */
    COLD,
    /** The server gets an image that has just been made. */
    FRESH
}
