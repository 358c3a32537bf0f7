package org.blockyard.export.nbd.protocol;

import org.blockyard.export.ExportStatistics;

/** A connected client, as a disk knows it. */
public interface Client {
    /** Sends it away: nothing more is read from or sent to it. Returns at once; never fails. */
    void sendAway();

    /** Who it is and what was done for it so far. */
    ExportStatistics.Client statistics();
}
