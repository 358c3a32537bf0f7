package org.blockyard.kernel.internal.contribution;

import org.blockyard.platform.Contribution;

/** Hears of contributions that come and go. */
public interface ContributionListener {
    /** A contribution is there from now on. */
    void added(Contribution contribution);

    /**
     * A contribution goes. Its classes work until this returns; whoever uses it lets it go
     * meanwhile.
     */
    void removing(Contribution contribution);
}
