package org.blockyard.format.qcow2.internal.check;

import java.util.OptionalLong;
import java.util.function.Consumer;
import org.blockyard.driver.CheckResult;

/** What a check has found so far. */
final class Findings {
    private final Consumer<String> listener;
    long corruptions;
    long leaks;
    long errors;
    long corruptionsFixed;
    long leaksFixed;
    long allocated;
    long fragmented;
    long compressed;

    Findings(Consumer<String> listener) {
        this.listener = listener;
    }

    /** Something contradicts itself. */
    void corruption(String sentence) {
        corruptions++;
        listener.accept("ERROR: " + sentence);
    }

    /** Something that is named several times contradicts itself. */
    void corruption(String sentence, int times) {
        corruptions += times - 1;
        corruption(sentence);
    }

    /** Something contradicted itself and does not any more. */
    void repaired(String sentence) {
        corruptionsFixed++;
        listener.accept("Repaired: " + sentence);
    }

    /** Something could not be checked. */
    void error(String sentence) {
        errors++;
        listener.accept("ERROR: " + sentence);
    }

    /** A cluster is counted that nothing names. */
    void leak(String sentence, boolean fixed) {
        leaks += fixed ? 0 : 1;
        leaksFixed += fixed ? 1 : 0;
        listener.accept((fixed ? "Repaired: " : "Leaked: ") + sentence);
    }

    /** All that was found so far is repaired. */
    void allRepaired() {
        corruptionsFixed += corruptions;
        leaksFixed += leaks;
        corruptions = 0;
        leaks = 0;
    }

    CheckResult result(long imageEnd, long totalClusters) {
        return new CheckResult(
                corruptions,
                leaks,
                errors,
                corruptionsFixed,
                leaksFixed,
                OptionalLong.of(imageEnd),
                OptionalLong.of(totalClusters),
                OptionalLong.of(allocated),
                OptionalLong.of(fragmented),
                OptionalLong.of(compressed));
    }
}
