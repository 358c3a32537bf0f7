package org.blockyard.format.kit;

/**
 * Entries on their way to the file.
 *
 * @param page whose they are
 * @param first the index of the first of them in it
 * @param entries what they were when they were staged
 */
record StagedPage(TablePage page, int first, long[] entries) {}
