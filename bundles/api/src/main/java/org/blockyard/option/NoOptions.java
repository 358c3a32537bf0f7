package org.blockyard.option;

/** The options of what has none. */
public record NoOptions() {}
