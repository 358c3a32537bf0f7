package org.blockyard.format.kit;

import java.util.OptionalLong;
import java.util.function.Consumer;
import org.blockyard.driver.CheckResult;

/** Counts what a check finds and tells it. One thread. */
public final class CheckReport {
    private final Consumer<String> findings;
    private long corruptions;
    private long leaks;
    private long errors;
    private long corruptionsFixed;
    private long leaksFixed;
    private long total;
    private long allocated;
    private long fragmented;
    private long compressed;
    private OptionalLong imageEnd = OptionalLong.empty();

    /** Nothing found yet; each finding is told as a sentence. */
    public CheckReport(Consumer<String> findings) {
        this.findings = findings;
    }

    /** A contradiction. */
    public void corruption(String sentence) {
        findings.accept("ERROR " + sentence);
        corruptions++;
    }

    /** A contradiction that was found and repaired. */
    public void corruptionFixed(String sentence) {
        findings.accept("Repairing " + sentence);
        corruptionsFixed++;
    }

    /** Clusters that nothing refers to. */
    public void leak(String sentence, long clusters) {
        findings.accept("Leaked " + sentence);
        leaks += clusters;
    }

    /** Clusters that nothing referred to and that were given back. */
    public void leakFixed(String sentence, long clusters) {
        findings.accept("Repairing " + sentence);
        leaksFixed += clusters;
    }

    /** Something that could not be checked or repaired. */
    public void error(String sentence) {
        findings.accept("ERROR " + sentence);
        errors++;
    }

    /** How many clusters the disk has. */
    public void clusters(long count) {
        total = count;
    }

    /**
     * A cluster with data; whether it does not follow the one before, and whether it is compressed.
     */
    public void allocated(boolean isFragment, boolean isCompressed) {
        allocated++;
        fragmented += isFragment ? 1 : 0;
        compressed += isCompressed ? 1 : 0;
    }

    /** Where the last used byte of the file ends. */
    public void imageEnd(long offset) {
        imageEnd = OptionalLong.of(offset);
    }

    /** Whether nothing is left to be repaired. */
    public boolean isClean() {
        return corruptions == 0 && leaks == 0 && errors == 0;
    }

    /** Contradictions so far that were not repaired. */
    public long corruptions() {
        return corruptions;
    }

    /** What was found. Counts of clusters are there if {@link #clusters} was told. */
    public CheckResult result() {
        return new CheckResult(
                corruptions,
                leaks,
                errors,
                corruptionsFixed,
                leaksFixed,
                imageEnd,
                count(total),
                count(allocated),
                count(fragmented),
                count(compressed));
    }

    private OptionalLong count(long value) {
        return total == 0 ? OptionalLong.empty() : OptionalLong.of(value);
    }
}
