package org.blockyard.filter.snapshot.access;

import org.blockyard.option.ChildRef;
import org.blockyard.option.Option;

/**
 * The options.
 *
 * @param file the filter that keeps the moment
 */
public record SnapshotAccessOptions(
        @Option("the copy-before-write filter that keeps the moment") ChildRef file) {}
