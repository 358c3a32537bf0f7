package org.blockyard.graph;

/** Where a node is in its life. */
public enum NodeState {
    /** Its driver, or a child, is not there yet. */
    WAITING,
    /** It is being opened. */
    OPENING,
    /** It serves requests. */
    ACTIVE,
    /** It is open without locks and may not write. */
    INACTIVE,
    /** Its driver is being replaced; requests wait. */
    SWAPPING,
    /** Its driver went away; requests wait or fail as its policy says. */
    SUSPENDED,
    /** It could not be opened (again); requests fail. */
    FAILED,
    /** It is gone. */
    CLOSED
}
