package org.blockyard.itest.bench.report;

/** The straight line that fits points best, for what grows slowly under noise. */
public final class Trend {
    private double n;
    private double x;
    private double y;
    private double xx;
    private double xy;

    /** Adds a point. */
    public void add(double at, double value) {
        n++;
        x += at;
        y += value;
        xx += at * at;
        xy += at * value;
    }

    /** How much the value grows with each unit of the other; 0 where that can't be told. */
    public double slope() {
        double spread = n * xx - x * x;
        return spread == 0 ? 0 : (n * xy - x * y) / spread;
    }
}
