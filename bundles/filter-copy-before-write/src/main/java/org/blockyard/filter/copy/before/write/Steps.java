package org.blockyard.filter.copy.before.write;

import java.io.IOException;
import java.util.Optional;
import org.blockyard.driver.Child;
import org.blockyard.driver.CopyRules;
import org.blockyard.driver.CopyStep;
import org.blockyard.io.BlockException;

/** Copies blocks, each by one caller at a time. */
final class Steps {
    /** What is copied at once while a write waits, perhaps for the first of it. */
    private static final long PIECE = 256 << 10;

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
        var rest = claimed;
        try {
            if (rules.topOnly()) {
                var layer = copying.layer(claimed, blocks.size());
                rest = layer.span();
                blocks.shrink(claimed, rest);
                if (layer.absent()) {
                    var absent = rest;
                    rest = Span.NOTHING;
                    blocks.lost(absent);
                    return new CopyStep.LeftOut(absent.start(), absent.length());
                }
            }
            var span = rest;
            long moved = 0;
            while (rest.length() > 0) {
                var piece = blocks.awaited() ? rest.first(Math.max(PIECE, blocks.size())) : rest;
                moved += copying.copy(piece, rules);
                var copied = rest;
                rest = rest.after(piece);
                blocks.copied(copied, piece);
            }
            return new CopyStep.Copied(span.start(), span.length(), moved);
        } finally {
            if (rest.length() > 0) {
                blocks.failed(rest);
            }
        }
    }
}
