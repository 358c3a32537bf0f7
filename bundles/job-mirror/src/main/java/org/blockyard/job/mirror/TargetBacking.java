package org.blockyard.job.mirror;

/** What a target that was opened without its backing disk is backed by in the end. */
enum TargetBacking {
    /** What its image says. */
    ITS_OWN,
    /** What backs the disk. */
    THE_SOURCES,
    /** The disk. */
    THE_SOURCE
}
