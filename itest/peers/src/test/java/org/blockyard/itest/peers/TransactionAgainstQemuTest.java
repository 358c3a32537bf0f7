package org.blockyard.itest.peers;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code transaction} takes and refuses what QEMU's does, in its words. */
class TransactionAgainstQemuTest {
    @TempDir Path folder;

    @Test
    void refusalsAreTheSame() throws Exception {
        try (var pair = QmpPair.start(folder)) {
            pair.same(
                    """
                    transaction
                    transaction {"actions": []}
                    transaction {"actions": [1]}
                    transaction {"actions": [{"type": "frob", "data": {}}]}
                    transaction {"actions": [{"type": "abort"}]}
                    transaction {"actions": [{"data": {}}]}
                    transaction {"actions": [{"type": "abort", "data": 3}]}
                    transaction {"actions": [{"type": "abort", "data": {}}]}
                    transaction {"actions": [{"type": "abort", "data": {}, "z": 1}]}
                    transaction {"actions": [{"type": "abort", "data": {"x": 1}}]}
                    transaction {"actions": [], "properties": {"completion-mode": 1}}
                    """);
        }
    }
}
