package org.blockyard.graph;

/** What becomes of a node that can't be opened now. */
public enum Patience {
    /** It is an error. */
    STRICT,
    /** It waits for its driver and children. */
    PATIENT
}
