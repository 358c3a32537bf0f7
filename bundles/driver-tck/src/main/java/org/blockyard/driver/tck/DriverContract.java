package org.blockyard.driver.tck;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;

/**
 * The contract of a driver. A test class extends it and names the driver; it then has all checks as
 * tests of its own:
 *
 * <pre>
 *   class XorDriverTest extends DriverContract {
 *       public Class&lt;XorDriver&gt; driver() {
 *           return XorDriver.class;
 *       }
 *   }
 * </pre>
 *
 * <p>Each check starts a kernel of its own with the driver in a class loader of its own, so checks
 * have nothing in common. A check that does not fit the driver does nothing. Chance is seeded:
 * {@code -Dblockyard.tck.seed=N} gives other runs, {@code -Dblockyard.tck.rounds=N} longer ones.
 */
@Timeout(value = 300, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class DriverContract
        implements DeclarationChecks,
                IoChecks,
                TryChecks,
                StatusChecks,
                CopyChecks,
                SendChecks,
                FlushChecks,
                ReopenChecks,
                ConcurrencyChecks,
                MalformedChecks,
                SwapChecks,
                LeftoverChecks {
    /** For subclasses. */
    protected DriverContract() {}
}
