package org.blockyard.filter.copy.before.write;

import java.io.IOException;
import java.util.Optional;
import org.blockyard.driver.Child;
import org.blockyard.driver.CopyRules;
import org.blockyard.driver.CopyStep;
import org.blockyard.io.BlockException;

/** Copies blocks, each by one caller at a time. */
final class Steps {
    private final Blocks blocks;
    private final Copying copying;
    private final Child file;
    private volatile CopyRules rules = CopyRules.PLAIN;

    Steps(Blocks blocks, Copying copying, Child file) {
        this.blocks = blocks;
        this.copying = copying;
        this.file = file;
    }

    CopyRules rules() {
        return rules;
    }

    void rules(CopyRules next) {
        rules = next;
    }

    /** Copies what is yet to be copied of a range. */
    void copyAll(long offset, long count, long deadline) throws BlockException {
        while (true) {
            var claimed = blocks.claimIn(offset, count, Copying.PIECE, deadline);
            if (claimed.isEmpty()) {
                return;
            }
            try {
                copy(claimed.get());
            } catch (Copying.Failure e) {
                throw e.why();
            }
        }
    }

    /** Copies the next run of blocks from a place on. */
    CopyStep copyNext(long from, long most) throws IOException {
        Optional<Span> claimed = blocks.claimFrom(from, most);
        if (claimed.isEmpty()) {
            return new CopyStep.Finished();
        }
        var span = claimed.get();
        try {
            var step = copy(span);
            if (rules.discardSource() && step instanceof CopyStep.Copied done) {
                file.discard(done.offset(), done.length());
            }
            return step;
        } catch (Copying.Failure e) {
            return new CopyStep.Failed(span.start(), span.length(), e.reading(), e.why());
        }
    }

    /** Copies the first of claimed blocks, most often all of them; the rest is claimed no more. */
    private CopyStep copy(Span claimed) throws Copying.Failure {
        var span = claimed;
        boolean settled = false;
        try {
            if (rules.topOnly()) {
                var layer = copying.layer(claimed, blocks.size());
                span = layer.span();
                blocks.shrink(claimed, span);
                if (layer.absent()) {
                    blocks.lost(span);
                    settled = true;
                    return new CopyStep.LeftOut(span.start(), span.length());
                }
            }
            long moved = copying.copy(span, rules);
            blocks.copied(span);
            settled = true;
            return new CopyStep.Copied(span.start(), span.length(), moved);
        } finally {
            if (!settled) {
                blocks.failed(span);
            }
        }
    }
}
